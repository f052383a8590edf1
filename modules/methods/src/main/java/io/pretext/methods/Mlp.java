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
 * <p>A linear layer that a norm follows ({@code bn1} to {@code bnN}, or {@code ln1} and on) has no
 * bias.
 *
 * @param layers linear layers, at least one
 * @param hidden width of all but the last
 * @param out width of the last
 * @param norms where the norms are, and of which kind
 */
public record Mlp(int layers, int hidden, int out, Norms norms) {

  private static final double LAYER_NORM_EPSILON = 1e-5;

  /** Which linear layers a norm follows; a batch norm where no other is named. */
  public enum Norms {
    /** None of them. */
    NONE,
    /** All but the last, before the ReLU; a layer norm, which sees one image and no batch. */
    LAYER,
    /** All but the last, before the ReLU. */
    HIDDEN,
    /** The same, and the last layer has no bias either. */
    HIDDEN_WITHOUT_BIAS,
    /** All of them; the last norm has a weight and no bias, as SimCLR's. */
    ALL,
    /** All of them; the last norm has neither weight nor bias, as SimSiam's. */
    ALL_PLAIN
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
            h = Layers.relu(g, hidden(g, i, h));
          }
          return last(g, h);
        });
  }

  private SDVariable hidden(Graph g, int index, SDVariable x) {
    return switch (norms) {
      case NONE -> Layers.linear(g, "fc" + index, x, hidden);
      case LAYER ->
          Layers.layerNorm(g, "ln" + index, unbiased(g, index, x, hidden), LAYER_NORM_EPSILON);
      default -> normed(g, index, x, hidden, Affine.WEIGHT_AND_BIAS);
    };
  }

  private SDVariable last(Graph g, SDVariable x) {
    return switch (norms) {
      case NONE, LAYER, HIDDEN -> Layers.linear(g, "fc" + layers, x, out);
      case HIDDEN_WITHOUT_BIAS -> unbiased(g, layers, x, out);
      case ALL -> normed(g, layers, x, out, Affine.WEIGHT);
      case ALL_PLAIN -> normed(g, layers, x, out, Affine.NONE);
    };
  }

  private static SDVariable normed(Graph g, int index, SDVariable x, int out, Affine affine) {
    return Layers.batchNorm1d(g, "bn" + index, unbiased(g, index, x, out), affine);
  }

  private static SDVariable unbiased(Graph g, int index, SDVariable x, int out) {
    return Layers.linear(g, "fc" + index, x, out, Init.torchLinear(g.shape(x)[1]));
  }
}
