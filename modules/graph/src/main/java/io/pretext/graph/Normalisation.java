package io.pretext.graph;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The primitives of the norms that look at one example at a time; see {@link Layers}.
 *
 * <p>All of them normalise the vectors of a last dimension, so all are recorded as layer norms.
 */
final class Normalisation {

  /** What standardising a weight adds to its variance before the root. */
  private static final double STANDARD_EPSILON = 1e-5;

  private Normalisation() {}

  /** Each vector of the last dimension, then an affine map of its elements. */
  static SDVariable ofVectors(
      Graph g, String name, SDVariable x, SDVariable weight, SDVariable bias, double epsilon) {
    int dimension = g.shape(x).length - 1;
    SDVariable centred = x.sub(x.mean(true, dimension));
    SDVariable variance = g.sd().math().square(centred).mean(true, dimension);
    SDVariable scaled = centred.div(g.sd().math().sqrt(variance.add(epsilon)));
    SDVariable y = g.named(name, scaled.mul(weight).add(bias));
    g.record(new Layer.LayerNorm(epsilon), name, List.of(x, weight, bias), List.of(y));
    return y;
  }

  static SDVariable ofGroups(Graph g, String name, SDVariable x, int groups, Init init) {
    long[] s = g.shape(x);
    if (groups < 1 || s[1] % groups != 0) {
      throw new IllegalArgumentException(
          g.path(name) + ": " + s[1] + " channels do not split into " + groups + " groups");
    }
    SDVariable weight = g.parameter(name + "/weight", init, s[1]);
    SDVariable bias = g.parameter(name + "/bias", Init.zeros(), s[1]);
    SDVariable vectors = x.reshape(s[0], groups, s[1] / groups * s[2] * s[3]);
    SDVariable normal = plain(g, name + "/normal", vectors, Layers.GROUP_NORM_EPSILON).reshape(s);
    SDVariable scaled = normal.mul(weight.reshape(1, s[1], 1, 1));
    return g.named(name, scaled.add(bias.reshape(1, s[1], 1, 1)));
  }

  /** The weight [O, I, kh, kw] of a convolution, over what each of the O sums. */
  static SDVariable standardised(Graph g, String name, SDVariable weight) {
    long[] s = g.shape(weight);
    SDVariable vectors = weight.reshape(s[0], s[1] * s[2] * s[3]);
    return plain(g, name + "/standard", vectors, STANDARD_EPSILON).reshape(s);
  }

  private static SDVariable plain(Graph g, String name, SDVariable x, double epsilon) {
    long[] s = g.shape(x);
    long last = s[s.length - 1];
    SDVariable ones = g.constant(Nd4j.ones(last));
    SDVariable zeros = g.constant(Nd4j.zeros(last));
    return ofVectors(g, name, x, ones, zeros, epsilon);
  }
}
