package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import io.pretext.methods.objective.InfoNce;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SimCLR: two views of an image attract each other, all other images of the batch repel.
 *
 * <p>Both views go through the network as one batch, so its norms see 2 N images, as in the
 * authors' code.
 *
 * @see <a href="https://arxiv.org/abs/2002.05709">Chen et al., 2020</a>, section 2
 */
public final class SimClr implements SslMethod {

  /**
   * Hyper-parameters of {@link SimClr}.
   *
   * @param layers linear layers of the projector: 2 in v1, 3 in v2
   * @param hidden width of all of them but the last
   * @param projection width of the last
   * @param norms which of them a batch norm follows: all in the authors' code (the last has no ReLU
   *     behind its norm, which has no bias), none in the paper's formula
   * @param temperature by which similarities are divided
   */
  public record Config(
      int layers, int hidden, int projection, Mlp.Norms norms, double temperature) {

    public Config {
      Check.between("layers", layers, 2, 3);
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
    }

    /** For CIFAR-10: temperature 0.5 as in the paper's appendix B.9, and a narrow hidden layer. */
    public static Config defaults() {
      return new Config(2, 512, 128, Mlp.Norms.ALL, 0.5);
    }

    /** The paper's ImageNet setting: linear, norm, ReLU, linear, norm. */
    public static Config v1() {
      return new Config(2, 2048, 128, Mlp.Norms.ALL, 0.1);
    }

    /**
     * The deeper projector of the second paper: one more hidden layer.
     *
     * @see <a href="https://arxiv.org/abs/2006.10029">Chen et al., 2020</a>, section 2
     */
    public static Config v2() {
      return new Config(3, 2048, 128, Mlp.Norms.ALL, 0.1);
    }
  }

  private final Config config;

  public SimClr(Config config) {
    this.config = config;
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    if (views.images().size() != 2) {
      throw new IllegalArgumentException(
          "simclr compares two views of an image, the recipe makes " + views.images().size());
    }
    SDVariable both = Ops.concat(g, 0, views.image(0), views.image(1));
    SDVariable features = g.in("backbone", () -> backbone.build(g, both).pooled());
    var projector = new Mlp(config.layers(), config.hidden(), config.projection(), config.norms());
    SDVariable z = projector.build(g, "projector", features);
    return new TrainingGraph(
        InfoNce.ntXent(g, z, config.temperature()),
        "backbone",
        z,
        Map.of("positive_similarity", similarity(g, z, views.batch())));
  }

  /** Mean cosine between the two views of an image. */
  private static SDVariable similarity(Graph g, SDVariable z, int n) {
    SDVariable unit = Layers.l2Normalize(g, z);
    return Ops.slice(g, unit, 0, 0, n).mul(Ops.slice(g, unit, 0, n, 2L * n)).sum(1).mean();
  }
}
