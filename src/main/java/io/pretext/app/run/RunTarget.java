package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.model.Models;
import io.pretext.config.Bind;
import io.pretext.datasets.Dataset;
import io.pretext.train.Checkpoint;
import io.pretext.train.Provenance;
import io.pretext.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a run is written, and whether it begins there or goes on.
 *
 * @param directory of the run
 * @param resume whether to go on from its checkpoint
 * @param stopAfter epochs after which to stop, short of the schedule's
 * @param preset that the settings come from
 * @param command that asked for the run; empty if a program did
 */
record RunTarget(
    Path directory, boolean resume, Optional<Integer> stopAfter, String preset, String command) {

  /** Settings that say where a run happens and not what it computes. */
  private static final Set<String> MOVABLE =
      Set.of("data.source", "data.kind", "data.workers", "engine.threads");

  RunTarget {
    stopAfter.ifPresent(
        epochs -> {
          if (epochs < 1) {
            throw new IllegalArgumentException("--stop-after must be at least 1, was " + epochs);
          }
        });
  }

  /** Whether there is nothing to go on from. */
  boolean begins() {
    return !resume || !checkpoint().exists();
  }

  /** Whether there is nothing left to train. */
  boolean isFinished() {
    return resume && Files.exists(directory.resolve("result.json"));
  }

  /** A run that goes on uses the kernels it began with, so that its numbers stay the same. */
  Map<String, String> choices() {
    return begins() ? Map.of() : checkpoint().choices();
  }

  /**
   * Begins or continues the run.
   *
   * @param config every setting
   * @param weights model that a run that begins starts from; empty for none
   * @param teacher model that the run learns from, the same in every session; empty for none
   */
  RunDirectory open(
      Record config,
      long seed,
      EngineConfig engine,
      Dataset images,
      String weights,
      String teacher) {
    var now =
        Provenance.now(
                seed, Machine.processorClass(), engine.cores(), engine.name(), images.fingerprint())
            .withOrigin(preset, command, Machine.inWords());
    if (begins() && !weights.isEmpty()) {
      now = now.withWeights(Models.fingerprint(weights));
    }
    if (!teacher.isEmpty()) {
      now = now.withTeacher(Models.fingerprint(teacher));
    }
    return RunDirectory.start(directory, Bind.map(config), MOVABLE, now, resume);
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(directory.resolve("checkpoint"));
  }

  /** Refuses a batch that an epoch has not. */
  static void requireBatch(int batch, Dataset images) {
    if (batch > images.size()) {
      throw new IllegalArgumentException(
          "schedule.batch is "
              + batch
              + " but "
              + images.name()
              + " has only "
              + images.size()
              + " images: take a smaller batch or more images");
    }
  }
}
