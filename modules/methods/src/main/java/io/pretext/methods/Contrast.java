package io.pretext.methods;

import org.nd4j.autodiff.samediff.SDVariable;

/** How far a contrastive loss is from guessing. */
final class Contrast {

  /** Name of the monitor: the loss as a share of what guessing costs. */
  static final String MONITOR = "loss_over_chance";

  private Contrast() {}

  /** {@code loss} over the logarithm of the number of candidates. */
  static SDVariable of(SDVariable loss, long candidates) {
    return loss.div(Math.log(candidates));
  }

  /** A loss that stays where guessing is. */
  static Symptom stall() {
    return Symptom.above(
        0.995,
        MONITOR,
        "no image is told from the others",
        "raise optimizer.rate, lower method.temperature, or check that views are not too strong");
  }
}
