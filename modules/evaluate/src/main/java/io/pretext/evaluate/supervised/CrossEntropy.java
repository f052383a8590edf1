package io.pretext.evaluate.supervised;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/** Cross-entropy with a distribution over the classes as the target of each image. */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * The mean over the images of {@code -sum targets log softmax(logits)}.
   *
   * @param logits [N, classes]
   * @param targets [N, classes]; rows sum to 1
   */
  public static SDVariable loss(Graph g, SDVariable logits, SDVariable targets) {
    return targets.mul(Layers.logSoftmax(g, logits)).sum(1).mean().neg();
  }
}
