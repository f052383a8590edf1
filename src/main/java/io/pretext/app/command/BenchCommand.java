package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measure speed and memory: 'bench step', 'bench infer', 'bench read', 'bench fuzz'; and what"
            + " methods learn: 'bench methods', 'bench table'.")
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  static CommandLine with(Console console) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new BenchStepCommand(console))
        .addSubcommand(new BenchInferCommand(console))
        .addSubcommand(new BenchMethodsCommand(console))
        .addSubcommand(new BenchTableCommand(console))
        .addSubcommand(new BenchReadCommand(console))
        .addSubcommand(new BenchFuzzCommand(console));
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "bench what? There is: step, infer, methods, table, read, fuzz.");
  }
}
