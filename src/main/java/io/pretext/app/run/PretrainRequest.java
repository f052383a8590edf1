package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;

/**
 * A pre-training that somebody asked for.
 *
 * @param preset name of a preset, or of a YAML file of the same form
 * @param run what is to be different from it, and where it is written
 */
public record PretrainRequest(String preset, RunRequest run) {

  /** The settings that this comes to. */
  public PretrainConfig config() {
    return PretrainConfig.resolve(preset, run.settings()).on(run.data(), run.limit());
  }

  /** Where the run is written. */
  RunTarget target() {
    return run.target(preset, preset);
  }
}
