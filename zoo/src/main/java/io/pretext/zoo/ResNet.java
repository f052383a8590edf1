package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Residual network with post-activation blocks (v1.5: the 3x3 convolution carries the stride).
 *
 * <p>Parameters are called as torchvision calls them, with {@code /} for {@code .}: {@code
 * layer1/0/conv1/weight}, {@code layer2/0/downsample/0/weight}.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al., 2015</a>, table 1
 */
public final class ResNet implements Backbone {

  /** What comes before the first block. */
  public enum Stem {
    /** 7x7 with stride 2, then a max-pool with stride 2: a quarter of the size. */
    IMAGENET,
    /** 3x3 with stride 1 and no pool: small images keep their size. */
    CIFAR
  }

  /**
   * Which residual network.
   *
   * @param depth layers with weights, the classifier counted: 18, 34, 50, 101 or 152
   * @param stem never chosen by the size of the images
   * @param width factor on every number of channels
   * @param norms after the convolutions
   */
  public record Config(int depth, Stem stem, double width, ResidualNorms norms) {

    public Config {
      Check.positive("width", width);
      Plan.of(depth);
    }

    /** Torchvision's network of {@code depth} layers. */
    public static Config torchvision(int depth) {
      return new Config(depth, Stem.IMAGENET, 1, ResidualNorms.published());
    }
  }

  private enum Plan {
    RESNET_18(false, 2, 2, 2, 2),
    RESNET_34(false, 3, 4, 6, 3),
    RESNET_50(true, 3, 4, 6, 3),
    RESNET_101(true, 3, 4, 23, 3),
    RESNET_152(true, 3, 8, 36, 3);

    final boolean bottleneck;
    final int[] blocks;

    Plan(boolean bottleneck, int... blocks) {
      this.bottleneck = bottleneck;
      this.blocks = blocks;
    }

    static Plan of(int depth) {
      String name = "RESNET_" + depth;
      List<String> names = Arrays.stream(values()).map(Plan::name).toList();
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "there is no residual network of " + depth + " layers, only 18, 34, 50, 101 and 152");
      }
      return valueOf(name);
    }
  }

  private final Config config;
  private final Plan plan;
  private final ResidualNorms norms;

  public ResNet(Config config) {
    this.config = config;
    this.plan = Plan.of(config.depth());
    this.norms = config.norms();
  }

  @Override
  public int width() {
    return outOf(channels(3));
  }

  @Override
  public Features build(Graph g, SDVariable image) {
    SDVariable x = stem(g, image);
    List<SDVariable> stages = new ArrayList<>();
    for (int stage = 0; stage < plan.blocks.length; stage++) {
      for (int i = 0; i < plan.blocks[stage]; i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        int base = channels(stage);
        SDVariable in = x;
        x = g.in("layer" + (stage + 1) + "/" + i, () -> block(g, in, base, stride));
      }
      stages.add(x);
    }
    return new Features(x, Layers.globalAveragePool(g, x), stages, "fc");
  }

  /** What {@link #build} makes, without building it; see {@link WeightShapes}. */
  Map<String, long[]> shapes() {
    int in = channels(0);
    var list = new WeightShapes.Listing();
    norms.list(list, "conv1", "bn1", 3, in, config.stem() == Stem.CIFAR ? 3 : 7);
    for (int stage = 0; stage < plan.blocks.length; stage++) {
      int base = channels(stage);
      for (int i = 0; i < plan.blocks[stage]; i++) {
        String name = "layer" + (stage + 1) + "/" + i + "/";
        boolean strides = stage > 0 && i == 0;
        norms.list(list, name + "conv1", name + "bn1", in, base, plan.bottleneck ? 1 : 3);
        norms.list(list, name + "conv2", name + "bn2", base, base, 3);
        if (plan.bottleneck) {
          norms.list(list, name + "conv3", name + "bn3", base, outOf(base), 1);
        }
        if (strides || in != outOf(base)) {
          String shortcut = name + "downsample/";
          norms.list(list, shortcut + "0", shortcut + "1", in, outOf(base), 1);
        }
        in = outOf(base);
      }
    }
    return list.values();
  }

  private SDVariable stem(Graph g, SDVariable image) {
    if (config.stem() == Stem.CIFAR) {
      return Layers.relu(g, norms.conv(g, "conv1", "bn1", image, channels(0), 3, 1));
    }
    SDVariable x = Layers.relu(g, norms.conv(g, "conv1", "bn1", image, channels(0), 7, 2));
    return Layers.maxPool(g, x, 3, 2, 1);
  }

  private SDVariable block(Graph g, SDVariable x, int base, int stride) {
    SDVariable branch =
        plan.bottleneck ? bottleneck(g, x, base, stride) : basic(g, x, base, stride);
    return Layers.relu(g, branch.add(shortcut(g, x, outOf(base), stride)));
  }

  private SDVariable basic(Graph g, SDVariable x, int base, int stride) {
    SDVariable h = Layers.relu(g, norms.conv(g, "conv1", "bn1", x, base, 3, stride));
    return norms.lastConv(g, "conv2", "bn2", h, base, 3, 1);
  }

  private SDVariable bottleneck(Graph g, SDVariable x, int base, int stride) {
    SDVariable h = Layers.relu(g, norms.conv(g, "conv1", "bn1", x, base, 1, 1));
    h = Layers.relu(g, norms.conv(g, "conv2", "bn2", h, base, 3, stride));
    return norms.lastConv(g, "conv3", "bn3", h, outOf(base), 1, 1);
  }

  private SDVariable shortcut(Graph g, SDVariable x, int out, int stride) {
    if (stride == 1 && g.shape(x)[1] == out) {
      return x;
    }
    return g.in("downsample", () -> norms.conv(g, "0", "1", x, out, 1, stride));
  }

  private int channels(int stage) {
    return Widths.scaled(64 << stage, config.width());
  }

  private int outOf(int base) {
    return plan.bottleneck ? 4 * base : base;
  }
}
