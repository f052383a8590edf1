package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/** What it costs to describe one distribution by another. */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * The mean over rows of {@code -sum target * log softmax(logits)}.
   *
   * @param target distributions [N, K]; rows sum to 1
   * @param logits [N, K]
   */
  public static SDVariable loss(Graph g, SDVariable target, SDVariable logits) {
    return of(target, Layers.logSoftmax(g, logits));
  }

  /**
   * The same where the logarithms are known already.
   *
   * @param logarithms of distributions [N, K]
   */
  public static SDVariable of(SDVariable target, SDVariable logarithms) {
    return target.mul(logarithms).sum(1).mean().neg();
  }

  /**
   * The mean over rows of the entropy of {@code softmax(logits)}, as a share of the largest: 0 if
   * every row is certain, 1 if every row is uniform.
   *
   * @param logits [N, K]
   */
  public static SDVariable relativeEntropy(Graph g, SDVariable logits) {
    SDVariable logarithms = Layers.logSoftmax(g, logits);
    return of(g.sd().math().exp(logarithms), logarithms).div(Math.log(g.shape(logits)[1]));
  }
}
