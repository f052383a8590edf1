package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "view", description = "Pictures of what goes in: 'view recipe'.")
final class ViewCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  static CommandLine with(Console console) {
    return new CommandLine(new ViewCommand()).addSubcommand(new ViewRecipeCommand(console));
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "view what? There is: recipe.");
  }
}
