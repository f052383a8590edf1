package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.CrossCorrelation;
import io.pretext.methods.objective.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Barlow Twins: every dimension of the embedding says the same of both views, and something else
 * than every other dimension.
 *
 * @see <a href="https://arxiv.org/abs/2103.03230">Zbontar et al., 2021</a>, section 2
 */
public final class BarlowTwins implements SslMethod {

  /**
   * Hyper-parameters of {@link BarlowTwins}.
   *
   * @param hidden width of the projector's first two layers
   * @param projection width of the third
   * @param offDiagonal weight of what different dimensions have in common
   * @param scale factor on the loss, which is large with the dimensions: part of the rate
   * @param passes which views the projector's and backbone's norms see together
   */
  public record Config(
      int hidden, int projection, double offDiagonal, double scale, Passes passes) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("offDiagonal", offDiagonal);
      Check.positive("scale", scale);
    }

    /** The authors' ImageNet setting. */
    public static Config defaults() {
      return new Config(8192, 8192, 0.0051, 1, Passes.EACH);
    }
  }

  private final Config config;

  public BarlowTwins(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.NONE, false, false, Gradient.BOTH, 128, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("barlow");
    List<SDVariable> z = config.passes().apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> normed =
        z.stream().map(each -> Layers.batchNorm1d(g, "bn", each, Layers.Affine.NONE)).toList();
    List<SDVariable> losses = new ArrayList<>();
    List<SDVariable> agreements = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      // Of two global views, the matrix of one pair is the other's turned over.
      if (pair.view() >= views.globals() || pair.view() < pair.target()) {
        SDVariable c =
            CrossCorrelation.matrix(g, normed.get(pair.view()), normed.get(pair.target()));
        SDVariable loss = CrossCorrelation.loss(g, c, config.offDiagonal());
        losses.add(loss);
        agreements.add(CrossCorrelation.agreement(g, c));
        if (pair.view() < views.globals()) {
          losses.add(loss);
        }
      }
    }
    return new TrainingGraph(
        Means.of(losses).mul(config.scale()),
        "backbone",
        z.get(0),
        Map.of("agreement", agreements.get(0)),
        List.of(
            Symptom.below(
                0.05,
                "agreement",
                "no dimension says the same of both views",
                "lower method.scale or optimizer.rate: the loss's scale is part of the rate")));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(3, config.hidden(), config.projection(), Mlp.Norms.HIDDEN_WITHOUT_BIAS);
    return new Encoder(backbone, projector).build(g, image);
  }
}
