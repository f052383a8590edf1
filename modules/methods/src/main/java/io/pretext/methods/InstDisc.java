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
import io.pretext.methods.objective.NoiseContrast;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Instance discrimination: every image is a class of its own, whose weight is the memory of how the
 * image was seen before.
 *
 * <p>The softmax is over all images of the data set, so a step costs in proportion to them: up to
 * some ten thousand images that is little beside the network. For more, noise-contrastive
 * estimation tells an image's own memory from those of some that are drawn.
 *
 * @see <a href="https://arxiv.org/abs/1805.01978">Wu et al., 2018</a>, section 3
 */
public final class InstDisc implements SslMethod {

  /**
   * Hyper-parameters of {@link InstDisc}.
   *
   * @param projection width of the one linear layer on top of the backbone
   * @param temperature by which similarities are divided: .07 in the paper, .1 on CIFAR
   * @param momentum share of its old self that a row of the memory keeps
   * @param negatives images that are drawn to tell an image from, 4096 in the paper; 0 tells it
   *     from all
   */
  public record Config(int projection, double temperature, double momentum, int negatives) {

    public Config {
      Check.positive("projection", projection);
      Check.positive("temperature", temperature);
      Check.fraction("momentum", momentum);
      Check.nonNegative("negatives", negatives);
    }

    /** The authors' setting for CIFAR-10. */
    public static Config defaults() {
      return new Config(128, 0.1, 0.5, 0);
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
    Told told = config.negatives() == 0 ? fromAll(g, z, bank, index) : fromSome(g, z, bank, index);
    g.afterStep(new StateUpdate.BlendRows(bank.name(), z.name(), index.name(), config.momentum()));
    return new TrainingGraph(
        told.loss(),
        "backbone",
        z,
        Map.of("memory_similarity", told.similarity().mean(), Contrast.MONITOR, told.overChance()),
        List.of(Contrast.stall()));
  }

  /**
   * How well images are told apart.
   *
   * @param loss scalar
   * @param similarity of every image to its own memory
   * @param overChance the loss as a share of what guessing costs
   */
  private record Told(SDVariable loss, SDVariable similarity, SDVariable overChance) {}

  private Told fromAll(Graph g, SDVariable z, SDVariable bank, SDVariable index) {
    int images = (int) g.shape(bank)[0];
    SDVariable cosine = Ops.matmul(g, z, bank, false, true);
    SDVariable own = own(g, index, images);
    SDVariable loss = InfoNce.loss(g, cosine.div(config.temperature()), own);
    return new Told(loss, cosine.mul(own).sum(1), Contrast.of(loss, images));
  }

  /**
   * The images of a batch share what is drawn for it: one product of matrices in place of one per
   * image, and the same expectation. The normaliser is what the first batch says and stays so.
   */
  private Told fromSome(Graph g, SDVariable z, SDVariable bank, SDVariable index) {
    int images = (int) g.shape(bank)[0];
    SDVariable drawn = Ops.draw(g, "negatives", images, config.negatives());
    SDVariable similarity = z.mul(Ops.rows(g, bank, index)).sum(true, 1);
    SDVariable others = Ops.matmul(g, z, Ops.rows(g, bank, drawn), false, true);
    SDVariable logits = others.div(config.temperature());
    SDVariable kept = g.state("normaliser", Init.zeros(), 1);
    SDVariable isUnknown = Layers.relu(g, kept.mul(-1e20).add(1));
    SDVariable estimate = NoiseContrast.normaliser(g, logits, images);
    SDVariable normaliser = g.named("normaliser_used", kept.add(isUnknown.mul(estimate)));
    g.afterStep(new StateUpdate.Blend(kept.name(), normaliser.name(), 0));
    SDVariable loss =
        NoiseContrast.loss(g, similarity.div(config.temperature()), logits, normaliser, images);
    return new Told(loss, similarity, loss.div(NoiseContrast.chance(config.negatives())));
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
