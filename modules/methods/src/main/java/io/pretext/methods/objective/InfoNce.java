package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Contrastive cross-entropy: each anchor must pick its positives out of all candidates.
 *
 * @see <a href="https://arxiv.org/abs/1807.03748">van den Oord et al., 2018</a>, equation 4
 */
public final class InfoNce {

  /** Added to the logit of a candidate that an anchor must not pick. */
  static final double EXCLUDED = -1e9;

  private InfoNce() {}

  /**
   * The mean over anchors of the cross-entropy between {@code positives} and softmax of {@code
   * logits}.
   *
   * @param logits similarity over temperature, [anchors, candidates]
   * @param positives weight of each candidate as a positive; rows sum to 1
   */
  public static SDVariable loss(Graph g, SDVariable logits, SDVariable positives) {
    return CrossEntropy.loss(g, positives, logits);
  }

  /**
   * NT-Xent: an anchor's positive is a view of its own image, its negatives are all views of all
   * other images. The mean over the pairs of a view and a global view other than itself; of two
   * views that is the mean over all 2 N anchors.
   *
   * <p>Local views are anchors only: no one is drawn to them or pushed from them.
   *
   * @param views embeddings of any length, each [N, D], the global ones first
   * @param globals how many of them are global
   * @see <a href="https://arxiv.org/abs/2002.05709">Chen et al., 2020</a>, equation 1
   */
  public static SDVariable ntXent(
      Graph g, List<SDVariable> views, int globals, double temperature) {
    List<SDVariable> unit = views.stream().map(z -> Layers.l2Normalize(g, z)).toList();
    SDVariable candidates = Ops.concat(g, 0, unit.subList(0, globals).toArray(SDVariable[]::new));
    int n = (int) g.shape(unit.get(0))[0];
    List<SDVariable> excluded =
        IntStream.range(0, globals)
            .mapToObj(target -> g.constant(Nd4j.createFromArray(others(n, globals, target))))
            .toList();
    List<SDVariable> losses = new ArrayList<>();
    for (int view = 0; view < unit.size(); view++) {
      SDVariable logits = Ops.matmul(g, unit.get(view), candidates, false, true).div(temperature);
      for (int target = 0; target < globals; target++) {
        if (target != view) {
          SDVariable logarithms = Layers.logSoftmax(g, logits.add(excluded.get(target)));
          SDVariable ofTarget = Ops.slice(g, logarithms, 1, (long) target * n, (target + 1L) * n);
          losses.add(diagonal(g, ofTarget).mean().neg());
        }
      }
    }
    return Means.of(losses);
  }

  /**
   * Each query must find the key in its own row among all keys.
   *
   * @param queries [N, D] of unit length
   * @param keys [N, D] of unit length
   * @see <a href="https://arxiv.org/abs/2104.02057">Chen et al., 2021</a>, algorithm 1
   */
  public static SDVariable inBatch(
      Graph g, SDVariable queries, SDVariable keys, double temperature) {
    SDVariable logits = Ops.matmul(g, queries, keys, false, true).div(temperature);
    return diagonal(g, Layers.logSoftmax(g, logits)).mean().neg();
  }

  /**
   * Each query must tell its key from those in a queue.
   *
   * @param queries [N, D] of unit length
   * @param keys [N, D] of unit length, row by row the positives
   * @param queue [K, D] of unit length, the negatives
   * @see <a href="https://arxiv.org/abs/1911.05722">He et al., 2019</a>, equation 1
   */
  public static SDVariable queued(
      Graph g, SDVariable queries, SDVariable keys, SDVariable queue, double temperature) {
    SDVariable positive = queries.mul(keys).sum(true, 1);
    SDVariable negative = Ops.matmul(g, queries, queue, false, true);
    SDVariable logits = Ops.concat(g, 1, positive, negative).div(temperature);
    return Ops.slice(g, Layers.logSoftmax(g, logits), 1, 0, 1).mean().neg();
  }

  /**
   * The row of {@code support} that is nearest to each row of {@code z}. No gradient.
   *
   * @param z [N, D] of unit length
   * @param support [K, D] of unit length
   * @see <a href="https://arxiv.org/abs/2104.14548">Dwibedi et al., 2021</a>, equation 3
   */
  public static SDVariable nearest(Graph g, SDVariable z, SDVariable support) {
    SDVariable kept = g.stopGradient(support);
    SDVariable choice = HardMax.of(g, Ops.matmul(g, g.stopGradient(z), kept, false, true));
    return g.stopGradient(Ops.matmul(g, choice, kept, false, false));
  }

  /** The diagonal of {@code square} [N, N] as [N]. */
  private static SDVariable diagonal(Graph g, SDVariable square) {
    return square.mul(g.constant(Nd4j.eye(g.shape(square)[0]))).sum(1);
  }

  /** What keeps an anchor from every view of its own image but {@code target}, [n, views n]. */
  private static float[][] others(int n, int views, int target) {
    float[][] excluded = new float[n][n * views];
    for (int i = 0; i < n; i++) {
      for (int view = 0; view < views; view++) {
        excluded[i][view * n + i] = view == target ? 0 : (float) EXCLUDED;
      }
    }
    return excluded;
  }
}
