package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Contrastive cross-entropy: each anchor must pick its positives out of all candidates.
 *
 * @see <a href="https://arxiv.org/abs/1807.03748">van den Oord et al., 2018</a>, equation 4
 */
public final class InfoNce {

  /** Added to the logit of a candidate that an anchor must not pick. */
  private static final double EXCLUDED = -1e9;

  private InfoNce() {}

  /**
   * The mean over anchors of the cross-entropy between {@code positives} and softmax of {@code
   * logits}.
   *
   * @param logits similarity over temperature, [anchors, candidates]
   * @param positives weight of each candidate as a positive; rows sum to 1
   */
  public static SDVariable loss(Graph g, SDVariable logits, SDVariable positives) {
    return positives.mul(Layers.logSoftmax(g, logits)).sum(1).mean().neg();
  }

  /**
   * NT-Xent over two views of n images: every other embedding of the batch is a negative. The mean
   * over all 2 n anchors.
   *
   * @param z embeddings of any length [2 n, D]: rows i and i + n are views of one image
   * @see <a href="https://arxiv.org/abs/2002.05709">Chen et al., 2020</a>, equation 1
   */
  public static SDVariable ntXent(Graph g, SDVariable z, double temperature) {
    long rows = g.shape(z)[0];
    SDVariable unit = Layers.l2Normalize(g, z);
    SDVariable cosine = Ops.matmul(g, unit, unit, false, true);
    SDVariable self = g.constant(Nd4j.eye(rows).muli(EXCLUDED));
    return loss(g, cosine.div(temperature).add(self), g.constant(partners((int) rows)));
  }

  /** Row i marks i + n, and row i + n marks i. */
  private static INDArray partners(int rows) {
    float[][] marks = new float[rows][rows];
    for (int i = 0; i < rows; i++) {
      marks[i][(i + rows / 2) % rows] = 1;
    }
    return Nd4j.createFromArray(marks);
  }
}
