package io.pretext.train;

import io.pretext.config.Check;
import io.pretext.engine.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How parameters follow their gradients.
 *
 * @param name of the algorithm
 * @param rate learning rate per 256 images
 * @param scaling how the rate grows with the number of images per update
 * @param momentum of sgd and lars
 * @param nesterov whether sgd looks ahead
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param epsilon added to Adam's denominator
 * @param trust LARS's factor on the ratio of the norms of parameter and gradient
 * @param weightDecay of every parameter but norms and biases
 * @param weightDecayEnd to which weightDecay goes along a half cosine, update by update, as in
 *     DINO; missing where it stays
 * @param clip largest norm over all gradients; missing for none
 * @param clipEach largest norm of each parameter's gradient; missing for none
 * @param groups exceptions by path; a later one wins
 */
public record OptimizerConfig(
    Name name,
    double rate,
    Scaling scaling,
    double momentum,
    boolean nesterov,
    double beta1,
    double beta2,
    double epsilon,
    double trust,
    double weightDecay,
    OptionalDouble weightDecayEnd,
    OptionalDouble clip,
    OptionalDouble clipEach,
    List<ParameterGroup> groups) {

  /** The algorithms, as {@link UpdateRule} defines them. */
  public enum Name {
    SGD,
    ADAM,
    ADAMW,
    LARS
  }

  /** What multiplies the rate per 256 images, where an update sees n of them. */
  public enum Scaling {
    /** n / 256. */
    LINEAR,
    /** The square root of n / 256. */
    SQRT,
    /** 1. */
    NONE
  }

  public OptimizerConfig {
    Check.nonNegative("rate", rate);
    Check.below("momentum", momentum, 0, 1);
    Check.below("beta1", beta1, 0, 1);
    Check.below("beta2", beta2, 0, 1);
    Check.positive("epsilon", epsilon);
    Check.positive("trust", trust);
    Check.nonNegative("weightDecay", weightDecay);
    weightDecayEnd.ifPresent(value -> Check.nonNegative("weightDecayEnd", value));
    clip.ifPresent(value -> Check.positive("clip", value));
    clipEach.ifPresent(value -> Check.positive("clipEach", value));
    Check.that(
        !nesterov || name == Name.SGD && momentum > 0, "nesterov", "go with sgd and a momentum");
    groups = List.copyOf(groups);
  }

  static Map<String, ?> defaults() {
    return Map.of(
        "scaling", "linear",
        "momentum", 0.9,
        "nesterov", false,
        "beta1", 0.9,
        "beta2", 0.999,
        "epsilon", 1e-8,
        "trust", 0.001,
        "weightDecay", 0.0,
        "groups", List.of());
  }

  /** The arithmetic that an engine compiles. */
  public UpdateRule rule() {
    return switch (name) {
      case SGD -> new UpdateRule.Sgd(momentum, nesterov);
      case ADAM -> new UpdateRule.Adam(beta1, beta2, epsilon, false);
      case ADAMW -> new UpdateRule.Adam(beta1, beta2, epsilon, true);
      case LARS -> new UpdateRule.Lars(momentum, trust);
    };
  }

  /** This with groups that its own, which come after them, can overrule. */
  public OptimizerConfig over(List<ParameterGroup> base) {
    var both = new ArrayList<>(base);
    both.addAll(groups);
    return new OptimizerConfig(
        name,
        rate,
        scaling,
        momentum,
        nesterov,
        beta1,
        beta2,
        epsilon,
        trust,
        weightDecay,
        weightDecayEnd,
        clip,
        clipEach,
        both);
  }

  /**
   * The weight decay of a parameter without one of its own.
   *
   * @param progress of the training in [0, 1]: updates before this one, of all
   */
  double weightDecayAt(double progress) {
    double end = weightDecayEnd.orElse(weightDecay);
    return end + (weightDecay - end) * (1 + Math.cos(Math.PI * progress)) / 2;
  }

  /** The rate after warm-up, where every update sees {@code images} images. */
  public double effectiveRate(int images) {
    return rate * scale(images);
  }

  /** What every rate per 256 images is multiplied by. */
  double scale(int images) {
    double ratio = images / 256.0;
    return switch (scaling) {
      case LINEAR -> ratio;
      case SQRT -> Math.sqrt(ratio);
      case NONE -> 1;
    };
  }
}
