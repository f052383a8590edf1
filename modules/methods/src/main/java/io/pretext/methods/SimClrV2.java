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
 * SimCLR's second version: a deeper projector, of which the first layer is kept for fine-tuning,
 * and if wanted a memory of past embeddings made by a moving average of the network.
 *
 * @see <a href="https://arxiv.org/abs/2006.10029">Chen et al., 2020</a>, section 2
 */
public final class SimClrV2 implements SslMethod {

  private static final String ONLINE = "online";
  private static final String TARGET = "target";

  /**
   * Hyper-parameters of {@link SimClrV2}.
   *
   * @param hidden width of the projector's first two layers
   * @param projection width of the third
   * @param temperature by which similarities are divided
   * @param memory past embeddings that serve as negatives, 0 for those of the batch alone
   * @param momentum of the network that makes them
   */
  public record Config(
      int hidden, int projection, double temperature, int memory, double momentum) {

    public Config {
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.atLeast("memory", memory, 0);
      Check.fraction("momentum", momentum);
    }

    /** For CIFAR-10, like {@link SimClr.Config#defaults}. */
    public static Config defaults() {
      return new Config(512, 128, 0.5, 0, 0.999);
    }

    /** The paper's ImageNet setting, with its memory of 64 K embeddings. */
    public static Config imagenet() {
      return new Config(2048, 128, 0.1, 65536, 0.999);
    }
  }

  private final Config config;

  public SimClrV2(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(
        config.memory() > 0 ? Negatives.QUEUE : Negatives.BATCH,
        config.memory() > 0,
        false,
        config.memory() > 0 ? Gradient.ONE : Gradient.BOTH,
        256,
        "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("simclr-v2");
    List<SDVariable> z = Passes.TOGETHER.apply(g, views, image -> embed(g, backbone, image));
    long candidates = (long) views.globals() * (views.batch() - 1) + 1;
    SDVariable loss;
    if (config.memory() == 0) {
      loss = InfoNce.ntXent(g, z, views.globals(), config.temperature());
    } else {
      loss = remembered(g, backbone, views, z);
      candidates = config.memory() + 1L;
    }
    return new TrainingGraph(
        loss,
        ONLINE + "/backbone",
        z.get(0),
        Map.of(
            Agreement.MONITOR,
            Cosine.similarity(g, z.get(0), z.get(1)),
            Contrast.MONITOR,
            Contrast.of(loss, candidates)),
        List.of(Contrast.stall()));
  }

  /** Each view tells its other view, as the moving average sees it, from the memory. */
  private SDVariable remembered(Graph g, Backbone backbone, Views views, List<SDVariable> z) {
    SDVariable memory = g.state("memory", Init.unitRows(), config.memory(), config.projection());
    Views globals = new Views(views.images().subList(0, views.globals()), views.population());
    List<SDVariable> keys =
        Passes.TOGETHER.apply(
            g, globals, image -> Layers.l2Normalize(g, encoder(backbone).target(g, TARGET, image)));
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      SDVariable query = Layers.l2Normalize(g, z.get(pair.view()));
      losses.add(InfoNce.queued(g, query, keys.get(pair.target()), memory, config.temperature()));
    }
    g.afterStep(
        new StateUpdate.MovingAverage(ONLINE, TARGET, config.momentum(), config.momentum()));
    keys.forEach(key -> g.afterStep(new StateUpdate.Enqueue(memory.name(), key.name())));
    return Means.of(losses);
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return encoder(backbone).build(g, ONLINE, image);
  }

  private Encoder encoder(Backbone backbone) {
    var projector = new Mlp(3, config.hidden(), config.projection(), Mlp.Norms.ALL);
    return new Encoder(backbone, projector);
  }
}
