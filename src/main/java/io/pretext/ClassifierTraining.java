package io.pretext;

import io.pretext.app.model.Models;
import io.pretext.app.run.FinetuneRequest;
import io.pretext.app.run.FinetuneResult;
import io.pretext.app.run.Finetuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A fine-tuning to be adjusted and run. Its data have labels and must be named. */
public final class ClassifierTraining extends Job<ClassifierTraining> {

  private final String what;
  private final List<String> freeze = new ArrayList<>();
  private boolean scratch;
  private Models.From from = Models.From.BACKBONE;
  private Optional<String> preset = Optional.empty();
  private Optional<Double> labels = Optional.empty();
  private Optional<String> teacher = Optional.empty();

  ClassifierTraining(String what) {
    this.what = what;
  }

  @Override
  ClassifierTraining self() {
    return this;
  }

  /** Starts from nothing; what is trained is then a backbone. */
  public ClassifierTraining scratch() {
    scratch = true;
    return this;
  }

  /** Keeps the first layer of the projector that a run trained on the backbone. */
  public ClassifierTraining fromProjector() {
    from = Models.From.PROJECTOR;
    return this;
  }

  /** Begins with the settings of a preset, or of a YAML file of the same form. */
  public ClassifierTraining preset(String name) {
    preset = Optional.of(name);
    return this;
  }

  /** Uses so many of the labels, as many of every class, drawn by the seed. */
  public ClassifierTraining labels(double percent) {
    labels = Optional.of(percent);
    return this;
  }

  /**
   * Keeps the values at the paths that {@code pattern} matches: {@code layer1/**}; {@code backbone}
   * is all but the heads. Adds to those named before.
   */
  public ClassifierTraining freeze(String pattern) {
    freeze.add(pattern);
    return this;
  }

  /** Learns from the logits of {@code model} as well. */
  public ClassifierTraining teacher(String model) {
    teacher = Optional.of(model);
    return this;
  }

  /**
   * Trains to the end; progress goes to standard output.
   *
   * @throws IllegalArgumentException if settings, data, model or run directory do not fit
   */
  public Classifier run() {
    var request =
        new FinetuneRequest(what, scratch, from, preset, labels, freeze, teacher, request());
    return Classifier.of(FinetuneResult.of(finished(Finetuning.of(request, console()).run())));
  }
}
