package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/** Which entry of a row is the largest, as a distribution. */
final class HardMax {

  /** Differences of a millionth already decide; single precision tells little less apart. */
  private static final double SHARPNESS = 1e7;

  private HardMax() {}

  /**
   * 1 at the largest value of each row and 0 elsewhere; equal values share. No gradient.
   *
   * @param scores of the order of 1, [N, K]
   */
  static SDVariable of(Graph g, SDVariable scores) {
    // SameDiff's softmax has no answer where all of a row is far below zero: the largest is zero.
    SDVariable below = scores.sub(scores.max(true, 1));
    return g.stopGradient(Layers.softmax(g, below.mul(SHARPNESS)));
  }
}
