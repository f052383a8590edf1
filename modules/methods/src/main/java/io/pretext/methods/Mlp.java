package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Layers.Affine;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A projector or predictor: linear layers with a ReLU between them, {@code fc1} to {@code fcN}.
 *
 * <p>A linear layer that a batch norm ({@code bn1} to {@code bnN}) follows has no bias.
 *
 * @param layers linear layers, at least one
 * @param hidden width of all but the last
 * @param out width of the last
 * @param norms where the batch norms are
 */
public record Mlp(int layers, int hidden, int out, Norms norms) {

  /** Which linear layers a batch norm follows. */
  public enum Norms {
    /** None of them. */
    NONE,
    /** All but the last, before the ReLU. */
    HIDDEN,
    /** All of them; the last norm has a weight and no bias, as SimCLR's. */
    ALL
  }

  public Mlp {
    Check.positive("layers", layers);
    Check.positive("hidden", hidden);
    Check.positive("out", out);
  }

  /** Adds the head to {@code g} in {@code scope}: [N, D] to [N, out]. */
  public SDVariable build(Graph g, String scope, SDVariable x) {
    return g.in(
        scope,
        () -> {
          SDVariable h = x;
          for (int i = 1; i < layers; i++) {
            boolean normed = norms != Norms.NONE;
            h = Layers.relu(g, layer(g, i, h, hidden, normed, Affine.WEIGHT_AND_BIAS));
          }
          return layer(g, layers, h, out, norms == Norms.ALL, Affine.WEIGHT);
        });
  }

  private static SDVariable layer(
      Graph g, int index, SDVariable x, int out, boolean normed, Affine affine) {
    String name = "fc" + index;
    if (!normed) {
      return Layers.linear(g, name, x, out);
    }
    long in = g.shape(x)[1];
    SDVariable h = Layers.linear(g, name, x, out, Init.torchLinear(in));
    return Layers.batchNorm1d(g, "bn" + index, h, affine);
  }
}
