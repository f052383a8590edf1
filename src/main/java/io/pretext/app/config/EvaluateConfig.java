package io.pretext.app.config;

import io.pretext.config.Check;

/**
 * How the representation is watched: a weighted kNN classifier on the frozen backbone.
 *
 * @param every epochs between two looks; 0 looks at the end only
 * @param k neighbours that vote
 * @param temperature of their votes
 * @param queries how many images are asked about, the first in file order; 0 asks about all
 * @param batch images per forward pass
 */
public record EvaluateConfig(int every, int k, double temperature, int queries, int batch) {

  public EvaluateConfig {
    Check.nonNegative("every", every);
    Check.atLeast("k", k, 1);
    Check.positive("temperature", temperature);
    Check.nonNegative("queries", queries);
    Check.atLeast("batch", batch, 1);
  }

  /** What this project reports: k = 20, T = 0.07, as DINO's {@code eval_knn.py}. */
  public static EvaluateConfig defaults() {
    return new EvaluateConfig(5, 20, 0.07, 0, 250);
  }
}
