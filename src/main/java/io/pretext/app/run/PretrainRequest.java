package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asked for on the command line or through the facade.
 *
 * @param preset name of a preset, or of a YAML file of the same form
 * @param data in place of the preset's {@code data.source}
 * @param limit in place of the preset's {@code data.limit}
 * @param settings changes as {@code path=value}, in order
 * @param out run directory; empty for one under {@code runs}
 * @param resume whether to go on from the run directory's checkpoint
 * @param stopAfter epochs after which to stop, short of the schedule's
 */
public record PretrainRequest(
    String preset,
    Optional<String> data,
    Optional<Integer> limit,
    List<String> settings,
    Optional<Path> out,
    boolean resume,
    Optional<Integer> stopAfter) {

  public PretrainRequest {
    settings = List.copyOf(settings);
  }

  /** The preset as it is. */
  public static PretrainRequest of(String preset) {
    return new PretrainRequest(
        preset,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** The settings that this comes to. */
  PretrainConfig config() {
    return PretrainConfig.resolve(preset, settings).on(data, limit);
  }

  /** Where the run is written. */
  RunTarget target() {
    return new RunTarget(RunNames.directory(preset, out, resume), resume, stopAfter);
  }
}
