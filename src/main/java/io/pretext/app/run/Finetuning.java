package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.supervised.LabelBudget;
import io.pretext.train.RunDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The other job: from labelled images and a backbone, trained before or not, to a classifier. */
public final class Finetuning {

  private final String preset;
  private final FinetuneConfig config;
  private final RunTarget target;
  private final Console console;

  private Finetuning(String preset, FinetuneConfig config, RunTarget target, Console console) {
    this.preset = preset;
    this.config = config;
    this.target = target;
    this.console = console;
  }

  /**
   * Reads and checks the settings; nothing is written yet.
   *
   * @throws IllegalArgumentException if there is no such model, backbone or setting
   */
  public static Finetuning of(FinetuneRequest request, Console console) {
    FinetuneConfig config = request.config();
    return new Finetuning(request.presetOf(config), config, request.target(config), console);
  }

  /**
   * Trains to the end, to {@code --stop-after}, or until the process is told to stop.
   *
   * @return what it came to, as {@code --json} prints it; empty if it was told to stop
   * @throws IllegalArgumentException if the settings, the data, the model or the run directory do
   *     not fit
   * @throws ArithmeticException if the loss is not finite
   */
  public Optional<Map<String, Object>> run() {
    Questions questions = questions();
    Dataset images = questions.bank();
    FinetuneConfig known = config.of(images.classes());
    RunTarget.requireBatch(known.schedule().batch(), images);
    try (var interrupt = new Interrupt();
        var training = Supervision.of(known, questions, target.choices(), console)) {
      if (target.begins()) {
        training.start();
      }
      RunDirectory run =
          target.open(
              known,
              known.seed(),
              known.engine(),
              images,
              known.backbone().weights(),
              known.teacher());
      console.say("settings of " + preset + "; --preset takes others");
      return new TrainingRun(run, training, console).run(target.stopAfter(), interrupt);
    }
  }

  /** The images to train on, no more than the labels allow, and those to ask about. */
  private Questions questions() {
    Material material =
        Material.of(
            config.data(),
            config.evaluate().heldOut(),
            config.evaluate().heldOutSeed(),
            config.evaluate().queries());
    Questions questions =
        material
            .questions()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        material.trained().name()
                            + " has images without labels, a classifier needs them all: name"
                            + " another --data"));
    List<String> classes = questions.bank().classes();
    if (!classes.equals(questions.queries().classes())) {
      throw new IllegalArgumentException(
          "%s has the classes %s, %s has %s: give both the same"
              .formatted(
                  questions.bank().name(),
                  classes,
                  questions.queries().name(),
                  questions.queries().classes()));
    }
    return new Questions(labelled(questions.bank()), questions.queries());
  }

  private Dataset labelled(Dataset all) {
    if (config.labels() == 100) {
      return all;
    }
    int[] labels = IntStream.range(0, all.size()).map(all::label).toArray();
    int[] chosen =
        LabelBudget.draw(labels, all.classes().size(), config.labels(), config.seed(), all.name());
    return new HeldOut(
        all, all.name() + ", " + chosen.length + " of " + all.size() + " labels", chosen);
  }
}
