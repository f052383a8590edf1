package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.model.Models;
import io.pretext.app.terminal.Console;
import io.pretext.augment.Loader;
import io.pretext.config.Bind;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.train.Checkpoint;
import io.pretext.train.Provenance;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The main job: from images without labels to a run directory with a trained backbone. */
public final class Pretraining {

  /** Settings that say where a run happens and not what it computes. */
  private static final Set<String> MOVABLE =
      Set.of("data.source", "data.kind", "data.workers", "engine.threads");

  private final PretrainRequest request;
  private final PretrainConfig config;
  private final Path directory;
  private final Console console;

  private Pretraining(PretrainRequest request, Console console) {
    this.request = request;
    this.config = request.config();
    this.directory = RunNames.directory(request);
    this.console = console;
  }

  /** Reads and checks the settings; nothing is opened or written yet. */
  public static Pretraining of(PretrainRequest request, Console console) {
    return new Pretraining(request, console);
  }

  /**
   * Trains to the end, to {@code --stop-after}, or until the process is told to stop.
   *
   * @return what it came to; empty if it was told to stop
   * @throws IllegalArgumentException if the settings, the data or the run directory do not fit
   * @throws ArithmeticException if the loss is not finite
   */
  public Optional<Result> run() {
    Dataset images = Datasets.open(config.data().request());
    requireBatch(images);
    try (var interrupt = new Interrupt();
        var compiled = Compiled.of(config, choices());
        var loader = loader(images)) {
      boolean begins = !request.resume() || !checkpoint().exists();
      if (begins) {
        compiled.start(config.backbone());
      }
      RunDirectory run = open(images, begins);
      if (run.result().isPresent()) {
        console.say(directory + " is finished; this is its result");
        return run.result().map(Result::of);
      }
      try (var training = new TrainingRun(run, config, images, compiled, console)) {
        return training.run(loader, request.stopAfter(), interrupt);
      }
    }
  }

  private RunDirectory open(Dataset images, boolean begins) {
    var now =
        Provenance.now(
            config.seed(),
            Machine.processorClass(),
            config.engine().cores(),
            config.engine().name(),
            images.fingerprint());
    String weights = config.backbone().weights();
    if (begins && !weights.isEmpty()) {
      now = now.withWeights(Models.fingerprint(weights));
    }
    return RunDirectory.start(directory, Bind.map(config), MOVABLE, now, request.resume());
  }

  private Loader loader(Dataset images) {
    var views = config.viewSettings();
    return new Loader(
        images,
        views.recipe(),
        views.size(),
        views.normalisation(),
        config.schedule().batch(),
        config.seed(),
        config.data().threads());
  }

  /** A run that goes on uses the kernels it began with, so that its numbers stay the same. */
  private Map<String, String> choices() {
    return request.resume() && checkpoint().exists() ? checkpoint().choices() : Map.of();
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(directory.resolve("checkpoint"));
  }

  private void requireBatch(Dataset images) {
    int batch = config.schedule().batch();
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
