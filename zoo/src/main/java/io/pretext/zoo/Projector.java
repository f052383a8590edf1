package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The first layer of the projector that a method trained on a backbone, kept as the backbone's last
 * layer: linear, batch norm, ReLU, under {@code projector/fc1} and {@code projector/bn1}.
 *
 * @param width values that it makes of the pooled vector; 0 for none
 * @param norm whether a batch norm follows the linear layer, which then has no bias
 * @see <a href="https://arxiv.org/abs/2006.10029">Chen et al., 2020</a>, section 2: fine-tuning
 *     from a middle layer of the projector
 */
public record Projector(int width, boolean norm) {

  /** Where its values are, beside those of the backbone. */
  public static final String SCOPE = "projector";

  /** No layer of a projector. */
  public static final Projector NONE = new Projector(0, true);

  public Projector {
    Check.nonNegative("projector.width", width);
  }

  /** What files and settings say nothing of that were written before it could be chosen. */
  static Map<String, ?> defaults() {
    return Map.of("width", 0, "norm", true);
  }

  public boolean isNone() {
    return width == 0;
  }

  /** {@code backbone} with this on top. */
  Backbone on(Backbone backbone) {
    return isNone() ? backbone : new Projected(backbone, this);
  }

  /** Adds the layer: [N, C] to [N, width]. */
  private SDVariable build(Graph g, SDVariable x) {
    return g.in(
        SCOPE,
        () -> {
          if (!norm) {
            return Layers.relu(g, Layers.linear(g, "fc1", x, width));
          }
          SDVariable h = Layers.linear(g, "fc1", x, width, Init.torchLinear(g.shape(x)[1]));
          return Layers.relu(g, Layers.batchNorm1d(g, "bn1", h, Layers.Affine.WEIGHT_AND_BIAS));
        });
  }

  /** Lists the values of the layer. */
  void list(WeightShapes.Listing listing, int in) {
    String linear = SCOPE + "/fc1";
    if (norm) {
      listing.value(linear + "/weight", width, in).batchNorm(SCOPE + "/bn1", width);
    } else {
      listing.linear(linear, in, width);
    }
  }

  /** A backbone whose pooled vector has gone through the layer. */
  record Projected(Backbone backbone, Projector projector) implements Backbone {

    @Override
    public Features build(Graph g, SDVariable image) {
      Features features = backbone.build(g, image);
      if (features.heads().size() > 1) {
        throw new IllegalArgumentException(
            "a backbone with the classifiers "
                + features.heads().keySet()
                + " has no one vector for a projector: take a backbone with one");
      }
      SDVariable projected = projector.build(g, features.pooled());
      String head = features.heads().keySet().iterator().next();
      return new Features(features.map(), projected, features.stages(), head);
    }

    @Override
    public int width() {
      return projector.width();
    }
  }
}
