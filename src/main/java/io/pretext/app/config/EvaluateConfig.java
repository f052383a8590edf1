package io.pretext.app.config;

import io.pretext.config.Check;
import java.util.List;

/**
 * How the representation is watched: a weighted kNN classifier on the frozen network, and a linear
 * classifier that is trained beside it.
 *
 * @param every epochs between two looks; 0 looks at the end only, and at {@code at}
 * @param at epochs after which to look as well, counted from 1
 * @param k neighbours that vote
 * @param temperature of their votes
 * @param queries how many images are asked about, the first in file order; 0 asks about all
 * @param batch images per forward pass
 * @param features which vectors are compared
 * @param heldOut share of the training images that are asked about in place of the test images, and
 *     not trained on
 * @param heldOutSeed of their choice
 * @param probe whether a linear classifier follows the backbone's features, where images have
 *     labels
 */
public record EvaluateConfig(
    int every,
    List<Integer> at,
    int k,
    double temperature,
    int queries,
    int batch,
    Features features,
    double heldOut,
    long heldOutSeed,
    boolean probe) {

  /** What a network makes of an image. */
  public enum Features {
    /** The pooled vector of the backbone, which is what is kept. */
    BACKBONE,
    /** What the method's objective compares, behind the projector: MoCo's curves are of it. */
    EMBEDDING
  }

  public EvaluateConfig {
    Check.nonNegative("every", every);
    at.forEach(epoch -> Check.atLeast("at", epoch, 1));
    at = List.copyOf(at);
    Check.atLeast("k", k, 1);
    Check.positive("temperature", temperature);
    Check.nonNegative("queries", queries);
    Check.atLeast("batch", batch, 1);
    Check.below("heldOut", heldOut, 0, 1);
  }

  /** What this project reports: k = 20, T = 0.07, as DINO's {@code eval_knn.py}. */
  public static EvaluateConfig defaults() {
    return new EvaluateConfig(5, List.of(), 20, 0.07, 0, 250, Features.BACKBONE, 0, 0, true);
  }

  /** Whether to look after {@code epoch}, which is not the last. */
  public boolean isDue(int epoch) {
    return at.contains(epoch) || every > 0 && epoch % every == 0;
  }
}
