package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "zoo",
    description = "Published weights: 'zoo list', 'show', 'get', 'verify', 'import'.")
final class ZooCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  static CommandLine with(Console console) {
    return new CommandLine(new ZooCommand())
        .addSubcommand(new ZooListCommand(console))
        .addSubcommand(new ZooShowCommand(console))
        .addSubcommand(new ZooGetCommand(console))
        .addSubcommand(new ZooVerifyCommand(console))
        .addSubcommand(new ZooImportCommand(console));
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "zoo what? There is: list, show, get, verify, import.");
  }
}
