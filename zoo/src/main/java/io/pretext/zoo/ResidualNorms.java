package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * How a residual network keeps its activations in bounds: what follows each of its convolutions,
 * and what becomes of their weights.
 *
 * <p>Parameters keep their names whatever is chosen, {@code conv1/weight} and {@code bn1/weight};
 * without norm there is {@code conv1/bias} in place of {@code bn1}.
 *
 * @param kind of the norm
 * @param standardise whether the weight of a convolution is standardised before it is used
 * @param zeroLastNorm whether every block starts as the identity: its last norm's weight is zero
 */
public record ResidualNorms(Norm kind, boolean standardise, boolean zeroLastNorm) {

  /** Groups of Wu and He, 2018, table 3. */
  private static final int GROUPS = 32;

  /** Channels from which on there are as many groups as published. */
  private static final int WIDE = 64;

  /** Channels that a group of a narrower layer has at least. */
  private static final int LEAST = 4;

  public ResidualNorms {
    Check.that(
        !standardise || kind != Norm.NONE,
        "standardise",
        "be false where norm is none: activations would grow with every layer");
    Check.that(
        !zeroLastNorm || kind != Norm.NONE,
        "zeroLastNorm",
        "be false where norm is none: there is no norm to start at zero");
  }

  /** Batch norms that start at one. */
  public static ResidualNorms published() {
    return new ResidualNorms(Norm.BATCH, false, false);
  }

  /**
   * Groups of a group norm: 32, or the most that divide the channels if 32 do not; a layer of fewer
   * than 64 channels has groups of four channels at least.
   */
  static int groups(int channels) {
    int groups = Math.max(1, Math.min(GROUPS, channels < WIDE ? channels / LEAST : channels));
    while (channels % groups != 0) {
      groups--;
    }
    return groups;
  }

  /** A padded convolution and its norm: [N, C, H, W] to [N, out, ...]. */
  SDVariable conv(
      Graph g, String conv, String norm, SDVariable x, int out, int kernel, int stride) {
    return normal(g, norm, convolved(g, conv, x, out, kernel, stride), Init.ones());
  }

  /** The last of a block. */
  SDVariable lastConv(
      Graph g, String conv, String norm, SDVariable x, int out, int kernel, int stride) {
    Init weight = zeroLastNorm ? Init.zeros() : Init.ones();
    return normal(g, norm, convolved(g, conv, x, out, kernel, stride), weight);
  }

  private SDVariable convolved(
      Graph g, String name, SDVariable x, int out, int kernel, int stride) {
    var layer = new Layer.Convolution(stride, kernel / 2, 1, 1);
    Init init = Init.kaimingFanOut();
    if (kind == Norm.NONE) {
      return Layers.conv(g, name, x, out, kernel, layer, init, Init.zeros());
    }
    return standardise
        ? Layers.standardisedConv(g, name, x, out, kernel, layer, init)
        : Layers.conv(g, name, x, out, kernel, layer, init);
  }

  private SDVariable normal(Graph g, String name, SDVariable x, Init weight) {
    return switch (kind) {
      case BATCH -> Layers.batchNorm2d(g, name, x, weight);
      case GROUP -> Layers.groupNorm(g, name, x, groups((int) g.shape(x)[1]), weight);
      case NONE -> x;
    };
  }

  /** Adds the values of {@link #conv}. */
  void list(WeightShapes.Listing list, String conv, String norm, int in, int out, int kernel) {
    list.conv(conv, in, out, kernel);
    switch (kind) {
      case BATCH -> list.batchNorm(norm, out);
      case GROUP -> list.layerNorm(norm, out);
      case NONE -> list.bias(conv, out);
    }
  }
}
