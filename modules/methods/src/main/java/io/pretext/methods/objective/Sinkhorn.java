package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Assigns a batch to prototypes so that every prototype gets an equal share.
 *
 * <p>Alternately, every prototype's shares and every image's shares are scaled to sum to one.
 * Dividing by a sum is subtracting its logarithm, so all of it stays in the log domain: no score is
 * too large for its exponential.
 *
 * @see <a href="https://arxiv.org/abs/2006.09882">Caron et al., 2020</a>, section 3.1 and listing 1
 */
public final class Sinkhorn {

  private Sinkhorn() {}

  /**
   * Codes [N, K]; rows sum to 1. No gradient.
   *
   * @param scores similarity of every image to every prototype, [N, K]
   * @param epsilon smoothness: small ones give nearly hard codes
   * @param iterations of both scalings; 3 in the paper
   */
  public static SDVariable codes(Graph g, SDVariable scores, double epsilon, int iterations) {
    return g.sd().math().exp(logarithms(g, scores, epsilon, iterations));
  }

  /** {@link #codes} rounded: each image belongs to its best prototype alone. */
  public static SDVariable rounded(Graph g, SDVariable scores, double epsilon, int iterations) {
    return HardMax.of(g, logarithms(g, scores, epsilon, iterations));
  }

  private static SDVariable logarithms(Graph g, SDVariable scores, double epsilon, int iterations) {
    SDVariable shares = g.stopGradient(scores).div(epsilon);
    for (int i = 0; i < iterations; i++) {
      SDVariable ofPrototypes = Layers.logSoftmax(g, shares.permute(1, 0));
      shares = Layers.logSoftmax(g, ofPrototypes.permute(1, 0));
    }
    return shares;
  }
}
