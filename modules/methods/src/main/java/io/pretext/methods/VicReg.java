package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.Means;
import io.pretext.methods.objective.VarianceCovariance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * VICReg: embeddings of two views are equal, every dimension varies over the batch, and no two vary
 * together.
 *
 * @see <a href="https://arxiv.org/abs/2105.04906">Bardes et al., 2021</a>, section 4
 */
public final class VicReg implements SslMethod {

  /**
   * Hyper-parameters of {@link VicReg}.
   *
   * @param hidden width of the projector's first two layers
   * @param projection width of the third
   * @param invariance weight of the distance between views
   * @param variance weight of what the dimensions' deviations lack to 1
   * @param covariance weight of what dimensions have in common
   * @param scale factor on the whole: part of the rate
   */
  public record Config(
      int hidden,
      int projection,
      double invariance,
      double variance,
      double covariance,
      double scale) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.nonNegative("invariance", invariance);
      Check.nonNegative("variance", variance);
      Check.nonNegative("covariance", covariance);
      Check.positive("scale", scale);
    }

    /** The paper's ImageNet setting, section 4.2. */
    public static Config defaults() {
      return new Config(8192, 8192, 25, 25, 1, 1);
    }
  }

  private final Config config;

  public VicReg(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.NONE, false, false, Gradient.BOTH, 128, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("vicreg");
    List<SDVariable> z = Passes.EACH.apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> distances = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      distances.add(VarianceCovariance.invariance(g, z.get(pair.view()), z.get(pair.target())));
    }
    SDVariable invariance = Means.of(distances);
    SDVariable variance =
        Means.of(z.stream().map(each -> VarianceCovariance.variance(g, each)).toList());
    SDVariable covariance =
        Means.of(z.stream().map(each -> VarianceCovariance.covariance(g, each)).toList());
    SDVariable loss =
        invariance
            .mul(config.invariance())
            .add(variance.mul(config.variance()))
            // The paper adds the covariances of both views up, and takes the mean of the variances.
            .add(covariance.mul(2 * config.covariance()))
            .mul(config.scale());
    return new TrainingGraph(
        loss,
        "backbone",
        z.get(0),
        Map.of(
            "invariance",
            invariance,
            "deviation",
            VarianceCovariance.deviations(g, z.get(0)).mean()),
        List.of(
            Symptom.below(
                0.1,
                "deviation",
                "embeddings hardly vary over the batch",
                "raise method.variance, or lower optimizer.rate")));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(3, config.hidden(), config.projection(), Mlp.Norms.HIDDEN_WITHOUT_BIAS);
    return new Encoder(backbone, projector).build(g, image);
  }
}
