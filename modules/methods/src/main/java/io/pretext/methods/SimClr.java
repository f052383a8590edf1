package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.objective.Cosine;
import io.pretext.methods.objective.InfoNce;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SimCLR: two views of an image attract each other, all other images of the batch repel.
 *
 * <p>All views of one size go through the network as one batch, so its norms see 2 N images, as in
 * the authors' code.
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
    public static Config imagenet() {
      return new Config(2, 2048, 128, Mlp.Norms.ALL, 0.1);
    }
  }

  private final Config config;

  public SimClr(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.BATCH, false, false, Gradient.BOTH, 256, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("simclr");
    List<SDVariable> z = Passes.TOGETHER.apply(g, views, image -> embed(g, backbone, image));
    SDVariable loss = InfoNce.ntXent(g, z, views.globals(), config.temperature());
    return new TrainingGraph(
        loss,
        "backbone",
        z.get(0),
        Map.of(
            Agreement.MONITOR,
            Cosine.similarity(g, z.get(0), z.get(1)),
            Contrast.MONITOR,
            Contrast.of(loss, (long) views.globals() * (views.batch() - 1) + 1)),
        List.of(Contrast.stall()));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(config.layers(), config.hidden(), config.projection(), config.norms());
    return new Encoder(backbone, projector).build(g, image);
  }
}
