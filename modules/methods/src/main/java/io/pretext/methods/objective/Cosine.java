package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/** How much vectors point the same way, row by row. */
public final class Cosine {

  private Cosine() {}

  /** The mean cosine between rows of {@code a} and {@code b}, both [N, D] of any length. */
  public static SDVariable similarity(Graph g, SDVariable a, SDVariable b) {
    return ofUnit(Layers.l2Normalize(g, a), Layers.l2Normalize(g, b));
  }

  /**
   * The mean squared distance between rows at unit length: {@code 2 - 2 cosine}.
   *
   * @see <a href="https://arxiv.org/abs/2006.07733">Grill et al., 2020</a>, equation 2
   */
  public static SDVariable distance(Graph g, SDVariable a, SDVariable b) {
    return similarity(g, a, b).mul(-2).add(2);
  }

  /** The mean cosine between rows that have unit length already. */
  public static SDVariable ofUnit(SDVariable a, SDVariable b) {
    return a.mul(b).sum(1).mean();
  }
}
