package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.objective.Cosine;
import io.pretext.methods.objective.SupervisedContrastive;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SupCon: like SimCLR, but all images of a class attract each other. It needs labels.
 *
 * @see <a href="https://arxiv.org/abs/2004.11362">Khosla et al., 2020</a>, section 3.2
 */
public final class SupCon implements SslMethod {

  /**
   * Hyper-parameters of {@link SupCon}.
   *
   * @param hidden width of the projector's first layer, which a ReLU and no norm follows
   * @param projection width of the second
   * @param temperature by which similarities are divided
   * @param baseTemperature the loss is multiplied by {@code temperature / baseTemperature}, which
   *     keeps the size of the gradient
   */
  public record Config(int hidden, int projection, double temperature, double baseTemperature) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.positive("baseTemperature", baseTemperature);
    }

    /** The authors' setting. */
    public static Config defaults() {
      return new Config(2048, 128, 0.1, 0.1);
    }
  }

  private final Config config;

  public SupCon(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.BATCH, false, false, Gradient.BOTH, 256, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("supcon");
    List<SDVariable> z = Passes.TOGETHER.apply(g, views, image -> embed(g, backbone, image));
    SDVariable loss =
        SupervisedContrastive.loss(g, z, views.globals(), views.labels(g), config.temperature());
    return new TrainingGraph(
        loss.mul(config.temperature() / config.baseTemperature()),
        "backbone",
        z.get(0),
        Map.of(
            Agreement.MONITOR,
            Cosine.similarity(g, z.get(0), z.get(1)),
            Contrast.MONITOR,
            Contrast.of(loss, (long) views.globals() * views.batch() - 1)),
        List.of(Contrast.stall()));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(2, config.hidden(), config.projection(), Mlp.Norms.NONE);
    return new Encoder(backbone, projector).build(g, image);
  }
}
