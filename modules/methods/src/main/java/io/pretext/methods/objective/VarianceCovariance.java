package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What keeps the embeddings of one view apart without negatives.
 *
 * @see <a href="https://arxiv.org/abs/2105.04906">Bardes et al., 2021</a>, equations 1 to 4
 */
public final class VarianceCovariance {

  private static final double EPSILON = 1e-4;

  private VarianceCovariance() {}

  /** The mean squared difference of {@code a} and {@code b}, both [N, D]. */
  public static SDVariable invariance(Graph g, SDVariable a, SDVariable b) {
    return g.sd().math().square(a.sub(b)).mean();
  }

  /** The standard deviation of every dimension of {@code z} [N, D] over the batch, [D]. */
  public static SDVariable deviations(Graph g, SDVariable z) {
    SDVariable centred = centred(z);
    SDVariable variance = g.sd().math().square(centred).sum(0).div(g.shape(z)[0] - 1);
    return g.sd().math().sqrt(variance.add(EPSILON));
  }

  /** The mean over dimensions of what a deviation lacks to 1. */
  public static SDVariable variance(Graph g, SDVariable z) {
    return Layers.relu(g, deviations(g, z).rsub(1)).mean();
  }

  /** The sum of the squared covariances of different dimensions of {@code z} [N, D], over D. */
  public static SDVariable covariance(Graph g, SDVariable z) {
    long[] shape = g.shape(z);
    SDVariable centred = centred(z);
    SDVariable c = Ops.matmul(g, centred, centred, true, false).div(shape[0] - 1);
    SDVariable others =
        g.constant("all but the diagonal " + shape[1], () -> Nd4j.eye(shape[1]).rsub(1));
    return g.sd().math().square(c.mul(others)).sum().div(shape[1]);
  }

  private static SDVariable centred(SDVariable z) {
    return z.sub(z.mean(true, 0));
  }
}
