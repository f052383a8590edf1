package io.pretext.app.command;

import io.pretext.app.sweep.SweepRequest;
import io.pretext.app.terminal.Console;
import io.pretext.sweep.SweepResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sweep",
    description = "Search settings: train a preset many times, and rank what comes out.",
    footer = {"", "Example: pretext sweep rates.yaml --data cifar10 --out sweeps/rates"})
final class SweepCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A YAML file: preset, trials and ranges (docs/sweeps.md).")
  private Optional<Path> file;

  @Option(names = "--data", paramLabel = "D", description = "Folder or name of a known data set.")
  private Optional<String> data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the sweep (default: under sweeps).")
  private Optional<Path> out;

  @Option(names = "--trials", paramLabel = "N", description = "In place of the file's.")
  private Optional<Integer> trials;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "End after so much time in all, resumes counted: 90m, 2h.")
  private Optional<String> budget;

  @Option(names = "--resume", description = "Go on with the sweep that is there.")
  private boolean resume;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Change one setting of all trials: schedule.epochs=15. May be given again.")
  private List<String> settings = List.of();

  @Mixin private Output output;

  private SweepCommand(Console console) {
    this.console = console;
  }

  /** The command with its sub-command. */
  static CommandLine with(Console console) {
    return new CommandLine(new SweepCommand(console)).addSubcommand(new SweepShowCommand(console));
  }

  @Override
  public Integer call() {
    console.json(output.json());
    Path asked =
        file.orElseThrow(
            () -> new ParameterException(spec.commandLine(), "which sweep? name its YAML file"));
    Optional<SweepResult> result =
        new SweepRequest(asked, data, out, trials, budget, settings, resume).run(console);
    if (result.isEmpty()) {
      return INTERRUPTED;
    }
    result.get().table().forEach(console::say);
    console.result(result.get().summary());
    return result.get().best().isPresent() ? 0 : 1;
  }
}
