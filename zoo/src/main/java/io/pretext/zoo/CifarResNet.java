package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The residual networks made for 32-pixel images: three stages of 16, 32 and 64 channels.
 *
 * <p>Where a stage halves the map, the shortcut has no parameters (option A): every second pixel,
 * and channels of zeros on both sides. Parameters are called as in the widely used PyTorch version,
 * with {@code /} for {@code .}: {@code layer1/0/conv1/weight}.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al., 2015</a>, section 4.2
 */
public final class CifarResNet implements Backbone {

  /**
   * Which of them.
   *
   * @param depth layers with weights, the classifier counted: 6 n + 2, as 20, 32, 44, 56 or 110
   * @param width factor on every number of channels
   * @param norms after the convolutions
   */
  public record Config(int depth, double width, ResidualNorms norms) {

    public Config {
      Check.that(depth >= 8 && depth % 6 == 2, "depth", "be 6 n + 2, was " + depth);
      Check.positive("width", width);
    }

    /** As published. */
    public static Config published(int depth) {
      return new Config(depth, 1, ResidualNorms.published());
    }
  }

  private final Config config;
  private final ResidualNorms norms;

  public CifarResNet(Config config) {
    this.config = config;
    this.norms = config.norms();
  }

  @Override
  public int width() {
    return channels(2);
  }

  @Override
  public Features build(Graph g, SDVariable image) {
    SDVariable x = Layers.relu(g, norms.conv(g, "conv1", "bn1", image, channels(0), 3, 1));
    List<SDVariable> stages = new ArrayList<>();
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < (config.depth() - 2) / 6; i++) {
        int out = channels(stage);
        int stride = stage > 0 && i == 0 ? 2 : 1;
        SDVariable in = x;
        x = g.in("layer" + (stage + 1) + "/" + i, () -> block(g, in, out, stride));
      }
      stages.add(x);
    }
    return new Features(x, Layers.globalAveragePool(g, x), stages, "linear");
  }

  /** What {@link #build} makes, without building it; see {@link WeightShapes}. */
  Map<String, long[]> shapes() {
    int in = channels(0);
    var list = new WeightShapes.Listing();
    norms.list(list, "conv1", "bn1", 3, in, 3);
    for (int stage = 0; stage < 3; stage++) {
      int out = channels(stage);
      for (int i = 0; i < (config.depth() - 2) / 6; i++) {
        String name = "layer" + (stage + 1) + "/" + i + "/";
        norms.list(list, name + "conv1", name + "bn1", in, out, 3);
        norms.list(list, name + "conv2", name + "bn2", out, out, 3);
        in = out;
      }
    }
    return list.values();
  }

  private SDVariable block(Graph g, SDVariable x, int out, int stride) {
    SDVariable h = Layers.relu(g, norms.conv(g, "conv1", "bn1", x, out, 3, stride));
    SDVariable branch = norms.lastConv(g, "conv2", "bn2", h, out, 3, 1);
    return Layers.relu(g, branch.add(shortcut(g, x, out, stride)));
  }

  private static SDVariable shortcut(Graph g, SDVariable x, int out, int stride) {
    if (stride == 1) {
      return x;
    }
    int missing = out - (int) g.shape(x)[1];
    return Ops.pad(g, Ops.everyPixel(g, x, stride), 1, missing / 2, missing - missing / 2);
  }

  private int channels(int stage) {
    return Widths.scaled(16 << stage, config.width());
  }
}
