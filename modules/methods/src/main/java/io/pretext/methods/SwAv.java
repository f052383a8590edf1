package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import io.pretext.graph.Ramp;
import io.pretext.graph.StateUpdate;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.CrossEntropy;
import io.pretext.methods.objective.Means;
import io.pretext.methods.objective.Sinkhorn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SwAV: from one view, predict which prototypes the other belongs to, where a batch is shared out
 * over all prototypes evenly.
 *
 * <p>The prototypes have unit length before every step, the first included. Their gradient is best
 * left out in the first epoch: {@code optimizer.groups}, {@code freeze}.
 *
 * @see <a href="https://arxiv.org/abs/2006.09882">Caron et al., 2020</a>, section 3
 */
public final class SwAv implements SslMethod {

  /**
   * Hyper-parameters of {@link SwAv}.
   *
   * @param hidden width of the projector's hidden layer
   * @param projection width of the projection
   * @param prototypes how many there are
   * @param temperature of the predictions
   * @param epsilon smoothness of the codes
   * @param iterations of Sinkhorn and Knopp
   * @param rounded whether each image belongs to one prototype alone
   * @param queue past embeddings of each global view that are shared out with the batch, where the
   *     batch alone is small against the prototypes; 0 for none
   * @param queueFrom epoch, counted from 0, from which the queue is used
   */
  public record Config(
      int hidden,
      int projection,
      int prototypes,
      double temperature,
      double epsilon,
      int iterations,
      boolean rounded,
      int queue,
      int queueFrom) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.atLeast("prototypes", prototypes, 2);
      Check.positive("temperature", temperature);
      Check.positive("epsilon", epsilon);
      Check.atLeast("iterations", iterations, 1);
      Check.atLeast("queue", queue, 0);
      Check.atLeast("queueFrom", queueFrom, 0);
    }

    /** The paper's ImageNet setting with large batches, appendix B. */
    public static Config defaults() {
      return new Config(2048, 128, 3000, 0.1, 0.05, 3, false, 0, 15);
    }
  }

  private final Config config;

  public SwAv(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.NONE, false, false, Gradient.ONE, 256, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("swav");
    SDVariable prototypes =
        g.parameter("prototypes/weight", Init.unitRows(), config.prototypes(), config.projection());
    List<SDVariable> z =
        Passes.TOGETHER.apply(g, views, image -> Layers.l2Normalize(g, embed(g, backbone, image)));
    List<SDVariable> scores = z.stream().map(each -> scores(g, each, prototypes)).toList();
    List<SDVariable> codes = new ArrayList<>();
    for (int view = 0; view < views.globals(); view++) {
      codes.add(codes(g, view, z.get(view), scores.get(view), prototypes));
    }
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      losses.add(
          CrossEntropy.loss(
              g, codes.get(pair.target()), scores.get(pair.view()).div(config.temperature())));
    }
    SDVariable loss = Means.of(losses);
    g.afterStep(new StateUpdate.UnitRows(prototypes.name()));
    return new TrainingGraph(
        loss,
        "backbone",
        z.get(0),
        Map.of(
            "prototype_usage",
            usage(g, scores.get(0)),
            Contrast.MONITOR,
            Contrast.of(loss, config.prototypes())),
        List.of(
            Symptom.above(
                0.995,
                Contrast.MONITOR,
                "every view belongs to every prototype alike",
                "lower method.epsilon, freeze the prototypes for an epoch, or use fewer of them"),
            Symptom.below(
                0.02,
                "prototype_usage",
                "nearly all images share a few prototypes",
                "use a queue (method.queue), a larger batch or fewer prototypes")));
  }

  private static SDVariable scores(Graph g, SDVariable z, SDVariable prototypes) {
    return Ops.matmul(g, z, prototypes, false, true);
  }

  /** Which prototypes the images of a global view belong to, [N, prototypes]. */
  private SDVariable codes(
      Graph g, int view, SDVariable z, SDVariable scores, SDVariable prototypes) {
    SDVariable ofBatch = assigned(g, scores);
    if (config.queue() == 0) {
      return ofBatch;
    }
    SDVariable queue =
        g.state("queue/" + view, Init.unitRows(), config.queue(), config.projection());
    SDVariable all = Ops.concat(g, 0, scores(g, queue, g.stopGradient(prototypes)), scores);
    SDVariable withQueue =
        Ops.slice(g, assigned(g, all), 0, config.queue(), config.queue() + g.shape(z)[0]);
    g.afterStep(new StateUpdate.Enqueue(queue.name(), z.name()));
    SDVariable used = g.scheduled("queue_used", Ramp.switchAt(0, 1, config.queueFrom()));
    return withQueue.mul(used).add(ofBatch.mul(used.rsub(1)));
  }

  private SDVariable assigned(Graph g, SDVariable scores) {
    return config.rounded()
        ? Sinkhorn.rounded(g, scores, config.epsilon(), config.iterations())
        : Sinkhorn.codes(g, scores, config.epsilon(), config.iterations());
  }

  /** Exponential of the entropy of what the batch belongs to, over the number of prototypes. */
  private SDVariable usage(Graph g, SDVariable scores) {
    SDVariable shares = Layers.softmax(g, scores.div(config.temperature())).mean(0);
    SDVariable entropy = shares.mul(g.sd().math().log(shares.add(1e-12))).sum().neg();
    return g.sd().math().exp(entropy).div(config.prototypes());
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(2, config.hidden(), config.projection(), Mlp.Norms.HIDDEN);
    return new Encoder(backbone, projector).build(g, image);
  }
}
