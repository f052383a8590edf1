package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Layers.Affine;
import io.pretext.graph.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * DINO's head: three linear layers with a GELU between them, a bottleneck of unit length, and a
 * last layer whose rows have unit length.
 *
 * <p>Of the authors' last layer, normalised by weight norm, this is the form whose gain is fixed at
 * 1.
 *
 * @param hidden width of the first two layers
 * @param bottleneck width of the third
 * @param out answers
 * @param norms whether a batch norm follows the hidden layers, as for ResNets
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., 2021</a>, appendix C
 */
public record DinoHead(int hidden, int bottleneck, int out, boolean norms) {

  private static final Init NORMAL = Init.truncatedNormal(0.02);

  public DinoHead {
    Check.positive("hidden", hidden);
    Check.positive("bottleneck", bottleneck);
    Check.atLeast("out", out, 2);
  }

  /** The authors' setting for vision transformers. */
  public static DinoHead defaults() {
    return new DinoHead(2048, 256, 65536, false);
  }

  /** [N, C] to [N, bottleneck], of unit length. */
  SDVariable bottleneck(Graph g, SDVariable features) {
    return g.in(
        "head",
        () -> {
          SDVariable h = Layers.gelu(g, hidden(g, 1, features));
          h = Layers.gelu(g, hidden(g, 2, h));
          return Layers.l2Normalize(
              g, Layers.linear(g, "fc3", h, bottleneck, NORMAL, Init.zeros()));
        });
  }

  /** [N, bottleneck] to [N, out]. */
  SDVariable answers(Graph g, SDVariable bottleneck) {
    SDVariable weight =
        g.parameter("head/last/weight", Init.torchLinear(this.bottleneck), out, this.bottleneck);
    return Ops.matmul(g, bottleneck, Layers.l2Normalize(g, weight), false, true);
  }

  private SDVariable hidden(Graph g, int index, SDVariable x) {
    if (!norms) {
      return Layers.linear(g, "fc" + index, x, hidden, NORMAL, Init.zeros());
    }
    SDVariable h = Layers.linear(g, "fc" + index, x, hidden, NORMAL);
    return Layers.batchNorm1d(g, "bn" + index, h, Affine.WEIGHT_AND_BIAS);
  }
}
