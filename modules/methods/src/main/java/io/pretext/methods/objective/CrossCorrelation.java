package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far the dimensions of two embeddings are from saying the same each and different things from
 * one another.
 *
 * @see <a href="https://arxiv.org/abs/2103.03230">Zbontar et al., 2021</a>, equations 1 and 2
 */
public final class CrossCorrelation {

  private CrossCorrelation() {}

  /**
   * The correlations of every dimension of {@code a} with every one of {@code b}, [D, D].
   *
   * @param a [N, D], every column of mean 0 and variance 1
   * @param b the same of another view
   */
  public static SDVariable matrix(Graph g, SDVariable a, SDVariable b) {
    return Ops.matmul(g, a, b, true, false).div(g.shape(a)[0]);
  }

  /**
   * {@code sum_i (c_ii - 1)^2 + offDiagonal * sum_{i != j} c_ij^2}.
   *
   * @param c [D, D]
   * @param offDiagonal weight of what different dimensions have in common
   */
  public static SDVariable loss(Graph g, SDVariable c, double offDiagonal) {
    SDVariable eye = eye(g, c);
    SDVariable apart = g.sd().math().square(c.sub(eye));
    SDVariable weights = eye.mul(1 - offDiagonal).add(offDiagonal);
    return apart.mul(weights).sum();
  }

  /** The mean of the diagonal of {@code c}: 1 where both views say the same. */
  public static SDVariable agreement(Graph g, SDVariable c) {
    long d = g.shape(c)[0];
    return c.mul(eye(g, c)).sum().div(d);
  }

  /** As large as the paper's c it takes 256 MB: one does for all views. */
  private static SDVariable eye(Graph g, SDVariable c) {
    long d = g.shape(c)[0];
    return g.constant("eye " + d, () -> Nd4j.eye(d));
  }
}
