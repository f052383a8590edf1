package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
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
 * MoCo's third version: no queue but a large batch, a predictor on the queries' side, and both
 * directions.
 *
 * <p>On a vision transformer the projection of the patches is best left as it was drawn: see
 * settings {@code backbone.frozenPatches} and {@code backbone.positions}.
 *
 * @see <a href="https://arxiv.org/abs/2104.02057">Chen et al., 2021</a>, algorithm 1 and section 4
 */
public final class MoCoV3 implements SslMethod {

  private static final String ONLINE = "online";
  private static final String TARGET = "target";

  /**
   * Hyper-parameters of {@link MoCoV3}.
   *
   * @param layers linear layers of the projector: 2 on a ResNet, 3 on a vision transformer
   * @param hidden width of all hidden layers
   * @param projection width of projector and predictor
   * @param predictorNorms of the predictor's two layers: hidden on a ResNet, all on a vision
   *     transformer
   * @param temperature by which similarities are divided
   * @param momentum of the moving average at the start, annealed to 1 along a half cosine
   */
  public record Config(
      int layers,
      int hidden,
      int projection,
      Mlp.Norms predictorNorms,
      double temperature,
      double momentum) {

    public Config {
      Check.between("layers", layers, 2, 3);
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.fraction("momentum", momentum);
    }

    /** The paper's setting for a ResNet-50. */
    public static Config resNet() {
      return new Config(2, 4096, 256, Mlp.Norms.HIDDEN_WITHOUT_BIAS, 1.0, 0.99);
    }

    /** The paper's setting for vision transformers. */
    public static Config transformer() {
      return new Config(3, 4096, 256, Mlp.Norms.ALL_PLAIN, 0.2, 0.99);
    }
  }

  private final Config config;

  public MoCoV3(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.BATCH, true, true, Gradient.ONE, 1024, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("moco-v3");
    List<SDVariable> z = Passes.EACH.apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> queries = z.stream().map(each -> query(g, each)).toList();
    List<SDVariable> keys =
        views.images().subList(0, views.globals()).stream()
            .map(image -> encoder(backbone).target(g, TARGET, image))
            .map(key -> Layers.l2Normalize(g, key))
            .toList();
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      losses.add(
          InfoNce.inBatch(
              g, queries.get(pair.view()), keys.get(pair.target()), config.temperature()));
    }
    SDVariable mean = Means.of(losses);
    g.afterStep(new StateUpdate.MovingAverage(ONLINE, TARGET, config.momentum(), 1));
    return new TrainingGraph(
        // Both directions are added up, each times 2 T as in the authors' code.
        mean.mul(2 * 2 * config.temperature()),
        ONLINE + "/backbone",
        z.get(0),
        Map.of(
            Agreement.MONITOR,
            Cosine.ofUnit(queries.get(0), keys.get(1)),
            Contrast.MONITOR,
            Contrast.of(mean, views.batch())),
        List.of(Contrast.stall()));
  }

  private SDVariable query(Graph g, SDVariable z) {
    var predictor = new Mlp(2, config.hidden(), config.projection(), config.predictorNorms());
    return Layers.l2Normalize(g, predictor.build(g, "predictor", z));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return encoder(backbone).build(g, ONLINE, image);
  }

  private Encoder encoder(Backbone backbone) {
    var projector =
        new Mlp(config.layers(), config.hidden(), config.projection(), Mlp.Norms.ALL_PLAIN);
    return new Encoder(backbone, projector);
  }
}
