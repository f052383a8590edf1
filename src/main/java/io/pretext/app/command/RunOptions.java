package io.pretext.app.command;

import io.pretext.app.run.RunRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every training, whatever is trained. */
final class RunOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--limit", paramLabel = "N", description = "Use the first N images only.")
  private Optional<Integer> limit;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Change one setting: schedule.epochs=15. May be given again.")
  private List<String> settings = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "Run directory (default: under runs).")
  private Optional<Path> out;

  @Option(names = "--resume", description = "Go on from the run directory's checkpoint.")
  private boolean resume;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      description = "Stop after N epochs of a longer schedule, to be resumed.")
  private Optional<Integer> stopAfter;

  /**
   * What they ask for.
   *
   * @param data where the images are; empty for the preset's
   */
  RunRequest on(Optional<String> data) {
    return new RunRequest(data, limit, settings, out, resume, stopAfter, Words.of(command));
  }
}
