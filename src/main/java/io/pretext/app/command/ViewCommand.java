package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "view", description = "Pictures: 'view recipe', 'view attention'.")
final class ViewCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  static CommandLine with(Console console) {
    return new CommandLine(new ViewCommand())
        .addSubcommand(new ViewRecipeCommand(console))
        .addSubcommand(new ViewAttentionCommand(console));
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "view what? There are: recipe, attention.");
  }
}
