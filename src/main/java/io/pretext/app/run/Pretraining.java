package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.Dataset;
import io.pretext.train.RunDirectory;
import java.util.Map;
import java.util.Optional;

/** The main job: from images without labels to a run directory with a trained backbone. */
public final class Pretraining {

  private final PretrainConfig config;
  private final RunTarget target;
  private final Console console;

  private Pretraining(PretrainConfig config, RunTarget target, Console console) {
    this.config = config;
    this.target = target;
    this.console = console;
  }

  /** Reads and checks the settings; nothing is opened or written yet. */
  public static Pretraining of(PretrainRequest request, Console console) {
    return new Pretraining(request.config(), request.target(), console);
  }

  /**
   * Trains to the end, to {@code --stop-after}, or until the process is told to stop.
   *
   * @return what it came to, as {@code --json} prints it; empty if it was told to stop
   * @throws IllegalArgumentException if the settings, the data or the run directory do not fit
   * @throws ArithmeticException if the loss is not finite
   */
  public Optional<Map<String, Object>> run() {
    Material material =
        Material.of(
            config.data(),
            config.evaluate().heldOut(),
            config.evaluate().heldOutSeed(),
            config.evaluate().queries());
    Dataset images = material.trained();
    RunTarget.requireBatch(config.schedule().batch(), images);
    if (target.isFinished()) {
      RunDirectory run = open(images);
      console.say(run.path() + " is finished; this is its result");
      return run.result();
    }
    try (var interrupt = new Interrupt();
        var training = SelfSupervision.of(config, material, target.choices(), console)) {
      if (target.begins()) {
        training.start();
      }
      return new TrainingRun(open(images), training, console).run(target.stopAfter(), interrupt);
    }
  }

  private RunDirectory open(Dataset images) {
    return target.open(
        config, config.seed(), config.engine(), images, config.backbone().weights(), "");
  }
}
