package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.sweep.SweepResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show the ranking of a sweep, which may be running.")
final class SweepShowCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "DIR", description = "The directory of the sweep.")
  private Path directory;

  @Mixin private Output output;

  SweepShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    SweepResult result = SweepResult.read(directory);
    result.table().forEach(console::say);
    console.result(result.summary());
    return 0;
  }
}
