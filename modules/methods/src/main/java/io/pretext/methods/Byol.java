package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.StateUpdate;
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
 * BYOL: from one view, predict the target network's projection of the other.
 *
 * <p>The target network is a moving average of the online network and receives no gradient; the
 * predictor sits on the online side only. Without the predictor the representation collapses.
 *
 * @see <a href="https://arxiv.org/abs/2006.07733">Grill et al., 2020</a>, section 3.1
 */
public final class Byol implements SslMethod {

  /** What the prediction is compared with. */
  public enum Target {
    /** The projection of a moving average of the network, behind a stop-gradient. */
    MOVING_AVERAGE,
    /** The network's own projection, with its gradient: a control, which collapses. */
    ONLINE
  }

  private static final String ONLINE = "online";
  private static final String TARGET = "target";

  /**
   * Hyper-parameters of {@link Byol}.
   *
   * @param hidden width of the hidden layer in projector and predictor
   * @param projection width of the projection
   * @param norms of projector and predictor: hidden in the paper, none for BYOL without batch
   *     statistics
   * @param momentum of the target at the start
   * @param momentumEnd to which it is annealed along a half cosine
   * @param predictor whether there is one; without it, as a control, the representation collapses
   * @param target what the prediction is compared with
   */
  public record Config(
      int hidden,
      int projection,
      Mlp.Norms norms,
      double momentum,
      double momentumEnd,
      boolean predictor,
      Target target) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.fraction("momentum", momentum);
      Check.fraction("momentumEnd", momentumEnd);
    }

    /** The paper's ImageNet setting, section 3.3. */
    public static Config defaults() {
      return new Config(
          4096, 256, Mlp.Norms.HIDDEN_WITHOUT_BIAS, 0.996, 1, true, Target.MOVING_AVERAGE);
    }
  }

  private final Config config;

  public Byol(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    boolean moves = config.target() == Target.MOVING_AVERAGE;
    return new Traits(
        Negatives.NONE,
        moves,
        config.predictor(),
        moves ? Gradient.ONE : Gradient.BOTH,
        128,
        "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("byol");
    List<SDVariable> z = Passes.EACH.apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> targets =
        config.target() == Target.ONLINE
            ? z.subList(0, views.globals())
            : views.images().subList(0, views.globals()).stream()
                .map(image -> encoder(backbone).target(g, TARGET, image))
                .toList();
    List<SDVariable> predictions = z.stream().map(each -> prediction(g, each)).toList();
    List<SDVariable> distances = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      distances.add(Cosine.distance(g, predictions.get(pair.view()), targets.get(pair.target())));
    }
    if (config.target() == Target.MOVING_AVERAGE) {
      g.afterStep(
          new StateUpdate.MovingAverage(ONLINE, TARGET, config.momentum(), config.momentumEnd()));
    }
    return new TrainingGraph(
        // Of two views both directions are added up.
        Means.of(distances).mul(2),
        ONLINE + "/backbone",
        z.get(0),
        Map.of(Agreement.MONITOR, Cosine.similarity(g, predictions.get(0), targets.get(1))),
        List.of(Agreement.collapse()));
  }

  private SDVariable prediction(Graph g, SDVariable z) {
    if (!config.predictor()) {
      return z;
    }
    return new Mlp(2, config.hidden(), config.projection(), config.norms())
        .build(g, "predictor", z);
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return encoder(backbone).build(g, ONLINE, image);
  }

  private Encoder encoder(Backbone backbone) {
    return new Encoder(backbone, new Mlp(2, config.hidden(), config.projection(), config.norms()));
  }
}
