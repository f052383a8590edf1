package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.Cosine;
import io.pretext.methods.objective.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SimSiam: from one view, predict the same network's projection of the other, which is held still.
 *
 * <p>The stop-gradient alone keeps the representation from collapsing: there are no negatives and
 * no moving average.
 *
 * @see <a href="https://arxiv.org/abs/2011.10566">Chen and He, 2020</a>, algorithm 1
 */
public final class SimSiam implements SslMethod {

  /**
   * Hyper-parameters of {@link SimSiam}.
   *
   * @param layers linear layers of the projector: 3, on CIFAR 2
   * @param projection width of all of them
   * @param bottleneck width of the predictor's hidden layer
   * @param passes which views the encoder's batch norms see together: each alone in the authors'
   *     code; the predictor's see each alone
   * @param predictor whether there is one; without it, as a control, the representation collapses
   * @param stopGradient whether the target is held still; if not, as a control, it collapses
   */
  public record Config(
      int layers,
      int projection,
      int bottleneck,
      Passes passes,
      boolean predictor,
      boolean stopGradient) {

    public Config {
      Check.positive("layers", layers);
      Check.positive("projection", projection);
      Check.positive("bottleneck", bottleneck);
    }

    /** The paper's ImageNet setting, section 3. */
    public static Config defaults() {
      return new Config(3, 2048, 512, Passes.EACH, true, true);
    }
  }

  private final Config config;

  public SimSiam(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(
        Negatives.NONE,
        false,
        config.predictor(),
        config.stopGradient() ? Gradient.ONE : Gradient.BOTH,
        128,
        "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("simsiam");
    List<SDVariable> z = config.passes().apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> targets =
        z.stream().map(each -> config.stopGradient() ? g.stopGradient(each) : each).toList();
    List<SDVariable> predictions = z.stream().map(each -> prediction(g, each)).toList();
    List<SDVariable> similarities = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      similarities.add(
          Cosine.similarity(g, predictions.get(pair.view()), targets.get(pair.target())));
    }
    return new TrainingGraph(
        Means.of(similarities).neg(),
        "backbone",
        z.get(0),
        Map.of(Agreement.MONITOR, Cosine.similarity(g, z.get(0), z.get(1))),
        List.of(Agreement.collapse()));
  }

  private SDVariable prediction(Graph g, SDVariable z) {
    if (!config.predictor()) {
      return z;
    }
    return new Mlp(2, config.bottleneck(), config.projection(), Mlp.Norms.HIDDEN)
        .build(g, "predictor", z);
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector =
        new Mlp(config.layers(), config.projection(), config.projection(), Mlp.Norms.ALL_PLAIN);
    return new Encoder(backbone, projector).build(g, image);
  }
}
