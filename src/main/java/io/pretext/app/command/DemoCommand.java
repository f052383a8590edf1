package io.pretext.app.command;

import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.RunRequest;
import io.pretext.app.terminal.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Train on built-in images for about 3 minutes and show what was learned.")
final class DemoCommand implements Callable<Integer> {

  private static final String PRESET = "shapes/simclr-resnet20";

  private final Console console;

  @Option(names = "--out", paramLabel = "DIR", description = "Run directory (default: under runs).")
  private Optional<Path> out;

  @Option(names = "--set", paramLabel = "path=value", description = "Change one setting.")
  private List<String> settings = List.of();

  @Mixin private Output output;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    console.say("SimCLR on procedural images: shape x texture x colour x pose, no labels used.");
    var run =
        new RunRequest(Optional.empty(), Optional.empty(), settings, out, false, Optional.empty());
    var request = new PretrainRequest(PRESET, run);
    return TrainingOutcome.tell(console, Pretraining.of(request, console).run());
  }
}
