package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import io.pretext.graph.StateUpdate;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.Cosine;
import io.pretext.methods.objective.InfoNce;
import io.pretext.methods.objective.Means;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * MoCo: from a queue of past keys, made by a moving average of the network, a query must tell the
 * key of its own image.
 *
 * <p>The keys' batch norms see the batch in another order and in groups, so that a query and its
 * key share no statistics that would give the answer away.
 *
 * @see <a href="https://arxiv.org/abs/1911.05722">He et al., 2019</a>, algorithm 1 and section 3.3
 * @see <a href="https://arxiv.org/abs/2003.04297">Chen et al., 2020</a>, version 2
 */
public final class MoCo implements SslMethod {

  private static final String ONLINE = "online";
  private static final String TARGET = "target";

  /**
   * Hyper-parameters of {@link MoCo}.
   *
   * @param layers linear layers of the projector: 1 in version 1, 2 in version 2
   * @param hidden width of all of them but the last
   * @param projection width of the last
   * @param norms which of them a batch norm follows: none in the papers
   * @param temperature by which similarities are divided
   * @param queue keys kept as negatives
   * @param momentum of the moving average
   * @param groups that every batch norm's batch is split into, as if on so many devices; 1 for none
   * @param shuffle whether keys are made in another order than queries
   * @param symmetric whether each view is query and key in turn, as in the authors' CIFAR code;
   *     else the first view is the query and the second gives the key
   */
  public record Config(
      int layers,
      int hidden,
      int projection,
      Mlp.Norms norms,
      double temperature,
      int queue,
      double momentum,
      int groups,
      boolean shuffle,
      boolean symmetric) {

    public Config {
      Check.positive("layers", layers);
      Check.positive("hidden", hidden);
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.positive("queue", queue);
      Check.fraction("momentum", momentum);
      Check.atLeast("groups", groups, 1);
    }

    /** The first paper's ImageNet setting, section 3.3, on 8 devices. */
    public static Config v1() {
      return new Config(1, 2048, 128, Mlp.Norms.NONE, 0.07, 65536, 0.999, 8, true, false);
    }

    /** The second paper's. */
    public static Config v2() {
      return new Config(2, 2048, 128, Mlp.Norms.NONE, 0.2, 65536, 0.999, 8, true, false);
    }
  }

  private final Config config;

  public MoCo(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(
        Negatives.QUEUE,
        true,
        false,
        Gradient.ONE,
        128,
        config.symmetric() ? "2 or multi-crop" : "2");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("moco");
    if (!config.symmetric()) {
      views.requireCount("moco without method.symmetric", 2);
    }
    SDVariable queue = g.state("queue", Init.unitRows(), config.queue(), config.projection());
    List<Pair> pairs = config.symmetric() ? views.pairs() : List.of(new Pair(0, 1));
    Map<Integer, SDVariable> queries = new LinkedHashMap<>();
    Map<Integer, SDVariable> keys = new LinkedHashMap<>();
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : pairs) {
      SDVariable query =
          queries.computeIfAbsent(pair.view(), v -> query(g, backbone, views.image(v)));
      SDVariable key = keys.computeIfAbsent(pair.target(), v -> key(g, backbone, views.image(v)));
      losses.add(InfoNce.queued(g, query, key, queue, config.temperature()));
    }
    SDVariable loss = Means.of(losses);
    g.afterStep(
        new StateUpdate.MovingAverage(ONLINE, TARGET, config.momentum(), config.momentum()));
    keys.values().forEach(key -> g.afterStep(new StateUpdate.Enqueue(queue.name(), key.name())));
    return new TrainingGraph(
        loss,
        ONLINE + "/backbone",
        queries.get(0),
        Map.of(
            Agreement.MONITOR,
            Cosine.ofUnit(queries.get(0), keys.get(1)),
            Contrast.MONITOR,
            Contrast.of(loss, config.queue() + 1L)),
        List.of(Contrast.stall()));
  }

  private SDVariable query(Graph g, Backbone backbone, SDVariable image) {
    return Layers.l2Normalize(g, g.splitNorms(config.groups(), () -> embed(g, backbone, image)));
  }

  private SDVariable key(Graph g, Backbone backbone, SDVariable image) {
    Encoder encoder = encoder(backbone);
    SDVariable z =
        g.splitNorms(
            config.groups(),
            () -> {
              if (!config.shuffle()) {
                return encoder.target(g, TARGET, image);
              }
              SDVariable order = Ops.permutation(g, "shuffle", g.shape(image)[0]);
              SDVariable shuffled = Ops.permuteRows(g, order, image);
              return Ops.restoreRows(g, order, encoder.target(g, TARGET, shuffled));
            });
    return Layers.l2Normalize(g, z);
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return encoder(backbone).build(g, ONLINE, image);
  }

  private Encoder encoder(Backbone backbone) {
    var projector = new Mlp(config.layers(), config.hidden(), config.projection(), config.norms());
    return new Encoder(backbone, projector);
  }
}
