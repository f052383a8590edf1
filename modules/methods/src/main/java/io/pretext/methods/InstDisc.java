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
import io.pretext.methods.objective.InfoNce;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Instance discrimination: every image is a class of its own, whose weight is the memory of how the
 * image was seen before.
 *
 * <p>The softmax is over all images of the data set, so a step costs in proportion to them: up to
 * some ten thousand images that is little beside the network.
 *
 * @see <a href="https://arxiv.org/abs/1805.01978">Wu et al., 2018</a>, equations 2 and 5
 */
public final class InstDisc implements SslMethod {

  /**
   * Hyper-parameters of {@link InstDisc}.
   *
   * @param projection width of the one linear layer on top of the backbone
   * @param temperature by which similarities are divided: .07 in the paper, .1 on CIFAR
   * @param momentum share of its old self that a row of the memory keeps
   */
  public record Config(int projection, double temperature, double momentum) {

    public Config {
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.fraction("momentum", momentum);
    }

    /** The authors' setting for CIFAR-10. */
    public static Config defaults() {
      return new Config(128, 0.1, 0.5);
    }
  }

  private final Config config;

  public InstDisc(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.BANK, false, false, Gradient.ONE, 128, "1");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requireCount("instdisc", 1);
    int images = views.population();
    SDVariable bank = g.state("bank", Init.unitRows(), images, config.projection());
    SDVariable z = Layers.l2Normalize(g, embed(g, backbone, views.image(0)));
    SDVariable index = views.indices(g);
    SDVariable cosine = Ops.matmul(g, z, bank, false, true);
    SDVariable own = own(g, index, images);
    SDVariable loss = InfoNce.loss(g, cosine.div(config.temperature()), own);
    g.afterStep(new StateUpdate.BlendRows(bank.name(), z.name(), index.name(), config.momentum()));
    return new TrainingGraph(
        loss,
        "backbone",
        z,
        Map.of(
            "memory_similarity",
            cosine.mul(own).sum(1).mean(),
            Contrast.MONITOR,
            Contrast.of(loss, images)),
        List.of(Contrast.stall()));
  }

  /** 1 in the column of a row's own image, [N, images]. */
  private static SDVariable own(Graph g, SDVariable index, int images) {
    SDVariable columns = g.constant(Nd4j.arange(images)).reshape(1, images);
    SDVariable apart = g.sd().math().abs(index.reshape(g.shape(index)[0], 1).sub(columns));
    return g.stopGradient(Layers.relu(g, apart.rsub(1)));
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    var projector = new Mlp(1, 1, config.projection(), Mlp.Norms.NONE);
    return new Encoder(backbone, projector).build(g, image);
  }
}
