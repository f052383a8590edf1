package io.pretext.app.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asked for on the command line or through the facade, whatever is trained.
 *
 * @param data in place of the preset's {@code data.source}
 * @param limit in place of the preset's {@code data.limit}
 * @param settings changes as {@code path=value}, in order
 * @param out run directory; empty for one under {@code runs}
 * @param resume whether to go on from the run directory's checkpoint
 * @param stopAfter epochs after which to stop, short of the schedule's
 * @param command the words of it; empty if a program asks
 */
public record RunRequest(
    Optional<String> data,
    Optional<Integer> limit,
    List<String> settings,
    Optional<Path> out,
    boolean resume,
    Optional<Integer> stopAfter,
    String command) {

  public RunRequest {
    settings = List.copyOf(settings);
  }

  /** What a program asks for. */
  public RunRequest(
      Optional<String> data,
      Optional<Integer> limit,
      List<String> settings,
      Optional<Path> out,
      boolean resume,
      Optional<Integer> stopAfter) {
    this(data, limit, settings, out, resume, stopAfter, "");
  }

  /**
   * Where the run is written.
   *
   * @param name of a run that nobody named
   * @param preset that its settings come from
   */
  RunTarget target(String name, String preset) {
    return new RunTarget(RunNames.directory(name, out, resume), resume, stopAfter, preset, command);
  }
}
