package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.datasets.Dataset;
import io.pretext.engine.Step;
import io.pretext.evaluate.OnlineProbe;
import io.pretext.evaluate.ProbedStep;
import io.pretext.train.Listener;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The linear classifier that follows a training on images with labels.
 *
 * @param step the training step with the classifier beside it
 * @param labels class of an image by its place in the data set, negative if the classifier must not
 *     learn from it
 */
record Follower(ProbedStep step, IntUnaryOperator labels) implements Listener {

  /**
   * Metric of an epoch: per cent of its images that were guessed right before they were learned.
   */
  static final String TRAIN = "probe_train";

  /**
   * @param questions images that are asked about, which the classifier must not learn from
   * @return empty if {@code config} wants none, or the images have no labels
   */
  static Optional<Follower> of(
      PretrainConfig config, Dataset images, Optional<Questions> questions, Compiled compiled) {
    boolean labelled = IntStream.range(0, images.size()).anyMatch(i -> images.label(i) >= 0);
    if (!config.evaluate().probe() || !labelled) {
      return Optional.empty();
    }
    var probe = new OnlineProbe(compiled.width(), images.classes().size());
    IntUnaryOperator labels =
        i -> questions.isPresent() && questions.get().asks(images, i) ? -1 : images.label(i);
    return Optional.of(
        new Follower(new ProbedStep(compiled.step(), Compiled.REPRESENTATION, probe), labels));
  }

  /** The training step, with the classifier beside it if there is one. */
  static Step step(Optional<Follower> follower, Compiled compiled) {
    return follower.isPresent() ? follower.get().step() : compiled.step();
  }

  OnlineProbe probe() {
    return step.probe();
  }

  @Override
  public void onEpoch(EpochEnd end) {
    double accuracy = probe().trainAccuracy();
    if (Double.isFinite(accuracy)) {
      end.metrics().put(TRAIN, accuracy);
    }
  }
}
