package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.StateUpdate;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.Cosine;
import io.pretext.methods.objective.InfoNce;
import io.pretext.methods.objective.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * NNCLR: the positive of a view is not another view of its image but the nearest of the embeddings
 * seen lately.
 *
 * @see <a href="https://arxiv.org/abs/2104.14548">Dwibedi et al., 2021</a>, section 3
 */
public final class NnClr implements SslMethod {

  /**
   * Hyper-parameters of {@link NnClr}.
   *
   * @param hidden width of the projector's hidden layers
   * @param projection width of projector and predictor
   * @param predictorHidden width of the predictor's hidden layer
   * @param queue embeddings among which the nearest is looked for
   * @param temperature by which similarities are divided
   */
  public record Config(
      int hidden, int projection, int predictorHidden, int queue, double temperature) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("predictorHidden", predictorHidden);
      Check.positive("queue", queue);
      Check.positive("temperature", temperature);
    }

    /** The paper's ImageNet setting, section 4.1. */
    public static Config defaults() {
      return new Config(2048, 256, 4096, 98304, 0.1);
    }
  }

  private final Config config;

  public NnClr(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.BATCH, false, true, Gradient.ONE, 256, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("nnclr");
    SDVariable queue = g.state("queue", Init.unitRows(), config.queue(), config.projection());
    List<SDVariable> z = Passes.EACH.apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> predictions = z.stream().map(each -> prediction(g, each)).toList();
    List<SDVariable> unit = z.stream().map(each -> Layers.l2Normalize(g, each)).toList();
    List<SDVariable> neighbours =
        unit.subList(0, views.globals()).stream()
            .map(each -> InfoNce.nearest(g, each, queue))
            .toList();
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      losses.add(
          InfoNce.inBatch(
              g,
              neighbours.get(pair.target()),
              predictions.get(pair.view()),
              config.temperature()));
    }
    SDVariable loss = Means.of(losses);
    g.afterStep(new StateUpdate.Enqueue(queue.name(), unit.get(0).name()));
    return new TrainingGraph(
        loss,
        "backbone",
        z.get(0),
        Map.of(
            "neighbour_similarity",
            Cosine.ofUnit(unit.get(0), neighbours.get(0)),
            Contrast.MONITOR,
            Contrast.of(loss, views.batch())),
        List.of(Contrast.stall()));
  }

  private SDVariable prediction(Graph g, SDVariable z) {
    var predictor = new Mlp(2, config.predictorHidden(), config.projection(), Mlp.Norms.HIDDEN);
    return Layers.l2Normalize(g, predictor.build(g, "predictor", z));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(3, config.hidden(), config.projection(), Mlp.Norms.ALL);
    return new Encoder(backbone, projector).build(g, image);
  }
}
