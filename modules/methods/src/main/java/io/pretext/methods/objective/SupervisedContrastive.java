package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * InfoNCE in which every view of every image of the same class is a positive.
 *
 * @see <a href="https://arxiv.org/abs/2004.11362">Khosla et al., 2020</a>, equation 2 (L_out)
 */
public final class SupervisedContrastive {

  private SupervisedContrastive() {}

  /**
   * The mean over all views as anchors; candidates are the global views but the anchor itself.
   *
   * @param views embeddings of any length, each [N, D], the global ones first
   * @param globals how many of them are global
   * @param labels class of every image as a whole number, [N]
   */
  public static SDVariable loss(
      Graph g, List<SDVariable> views, int globals, SDVariable labels, double temperature) {
    int n = (int) g.shape(views.get(0))[0];
    SDVariable z = Layers.l2Normalize(g, Ops.concat(g, 0, views.toArray(SDVariable[]::new)));
    SDVariable candidates = Ops.slice(g, z, 0, 0, (long) globals * n);
    int anchors = views.size() * n;
    SDVariable others = g.constant(Nd4j.createFromArray(others(anchors, globals * n)));
    SDVariable positives =
        sameClass(g, repeated(g, labels, views.size()), repeated(g, labels, globals)).mul(others);
    SDVariable logits = Ops.matmul(g, z, candidates, false, true).div(temperature);
    SDVariable allowed = logits.add(others.rsub(1).mul(InfoNce.EXCLUDED));
    // A view alone in its class would have none: then there is nothing to divide.
    SDVariable counts = positives.sum(true, 1);
    SDVariable divisors = counts.add(Layers.relu(g, counts.rsub(1)));
    return InfoNce.loss(g, allowed, positives.div(divisors));
  }

  /** 1 where a row's and a column's labels, whole numbers, are equal, else 0. */
  private static SDVariable sameClass(Graph g, SDVariable rows, SDVariable columns) {
    long r = g.shape(rows)[0];
    long c = g.shape(columns)[0];
    SDVariable apart = g.sd().math().abs(rows.reshape(r, 1).sub(columns.reshape(1, c)));
    return g.stopGradient(Layers.relu(g, apart.rsub(1)));
  }

  private static SDVariable repeated(Graph g, SDVariable labels, int times) {
    return Ops.concat(g, 0, Collections.nCopies(times, labels).toArray(SDVariable[]::new));
  }

  /** 0 where the candidate is the anchor itself, else 1. */
  private static float[][] others(int anchors, int candidates) {
    float[][] others = new float[anchors][candidates];
    for (int i = 0; i < anchors; i++) {
      Arrays.fill(others[i], 1);
      if (i < candidates) {
        others[i][i] = 0;
      }
    }
    return others;
  }
}
