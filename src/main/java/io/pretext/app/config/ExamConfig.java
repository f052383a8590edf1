package io.pretext.app.config;

import io.pretext.config.Check;

/**
 * How a classifier is watched while it is trained: its accuracy on images that it is not trained
 * on.
 *
 * @param every epochs between two looks; 0 looks at the end only
 * @param queries how many images are asked about, the first in file order; 0 asks about all
 * @param batch images per forward pass
 * @param heldOut share of the training images that are asked about in place of the test images, and
 *     not trained on
 * @param heldOutSeed of their choice
 */
public record ExamConfig(int every, int queries, int batch, double heldOut, long heldOutSeed) {

  public ExamConfig {
    Check.nonNegative("every", every);
    Check.nonNegative("queries", queries);
    Check.atLeast("batch", batch, 1);
    Check.below("heldOut", heldOut, 0, 1);
  }

  /** Whether to look after {@code epoch}, which is not the last. */
  public boolean isDue(int epoch) {
    return every > 0 && epoch % every == 0;
  }

  static ExamConfig defaults() {
    return new ExamConfig(1, 0, 250, 0, 0);
  }
}
