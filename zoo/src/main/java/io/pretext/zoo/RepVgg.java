package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A plain stack of 3x3 convolutions and ReLUs, trained with a 1x1 and an identity branch beside
 * each.
 *
 * <p>The branches of a block are linear, so that {@link Reparameterisation} turns their values into
 * those of one convolution with a bias: the deploy form, of equal outputs. Parameters are called as
 * in the authors' repository, with {@code /} for {@code .}: {@code stage1/0/rbr_dense/conv/weight},
 * {@code stage1/0/rbr_reparam/bias}.
 *
 * @see <a href="https://arxiv.org/abs/2101.03697">Ding et al., 2021</a>, sections 3.3 and 3.4
 */
public final class RepVgg implements Backbone {

  private static final Layer.Convolution POINTWISE = new Layer.Convolution(1, 0, 1, 1);

  /** Channels of a block for each that squeeze-and-excite keeps. */
  private static final int SQUEEZE = 16;

  /** Which of the published networks, or {@link #MINI}. */
  public enum Variant {
    A0(Depth.A, 1, 0.75, 0.75, 0.75, 2.5),
    A1(Depth.A, 1, 1, 1, 1, 2.5),
    A2(Depth.A, 1, 1.5, 1.5, 1.5, 2.75),
    B0(Depth.B, 1, 1, 1, 1, 2.5),
    B1(Depth.B, 1, 2, 2, 2, 4),
    B1G2(Depth.B, 2, 2, 2, 2, 4),
    B1G4(Depth.B, 4, 2, 2, 2, 4),
    B2(Depth.B, 1, 2.5, 2.5, 2.5, 5),
    B2G2(Depth.B, 2, 2.5, 2.5, 2.5, 5),
    B2G4(Depth.B, 4, 2.5, 2.5, 2.5, 5),
    B3(Depth.B, 1, 3, 3, 3, 5),
    B3G2(Depth.B, 2, 3, 3, 3, 5),
    B3G4(Depth.B, 4, 3, 3, 3, 5),
    /** With squeeze-and-excite in every block. */
    D2SE(Depth.D, 1, 2.5, 2.5, 2.5, 5),
    /**
     * Ours, for images of 32 pixels: stride 1 in the first stage, A0's channels in the first four
     * stages, and as many blocks as cost what ResNet-20 costs, 41 million multiply-adds.
     */
    MINI(Depth.MINI, 1, 0.75, 0.75, 0.75, 0.75);

    private final Depth depth;
    private final int groups;
    private final double[] widths;

    Variant(Depth depth, int groups, double... widths) {
      this.depth = depth;
      this.groups = groups;
      this.widths = widths;
    }

    /** The name on the command line: {@code repvgg-b1g4}. */
    public String title() {
      return "repvgg-" + name().toLowerCase(Locale.ROOT);
    }

    /** The variant whose {@link #title} is {@code title}. */
    static Variant of(String title) {
      return Arrays.stream(values())
          .filter(variant -> variant.title().equals(title))
          .findAny()
          .orElseThrow(() -> new IllegalArgumentException("there is no RepVGG " + title));
    }
  }

  /** Blocks of the stages after the first, which has one. */
  private enum Depth {
    A(2, 4, 14, 1),
    B(4, 6, 16, 1),
    D(8, 14, 24, 1),
    MINI(2, 3, 3, 1);

    final int[] blocks;

    Depth(int... blocks) {
      this.blocks = blocks;
    }
  }

  /** What a block is made of. */
  public enum Form {
    /** Branches, each with its batch norm. */
    TRAIN,
    /** One 3x3 convolution with a bias. */
    DEPLOY
  }

  /** A branch of a block in the form for training. */
  public enum Branch {
    /** A 3x3 convolution and its batch norm. */
    DENSE,
    /** A 1x1 convolution and its batch norm. */
    POINTWISE,
    /** A batch norm alone, where a block keeps size and channels. */
    IDENTITY
  }

  /**
   * How the last two stages keep the map at an eighth of the image, as dense prediction wants it.
   *
   * <p>Parameters are the same in all three, in either form.
   */
  public enum Dilation {
    /** Not at all: they stride. */
    NONE,
    /** Every 3x3 convolution in them is dilated, by 2 and by 4. */
    FULL,
    /** Only those of the last four blocks and of the last stage: the paper's fast segmentation. */
    FAST;

    private boolean replacesStride(int stage) {
      return this != NONE && stage >= 3;
    }

    private int of(int stage, int block, int blocks) {
      if (!replacesStride(stage)) {
        return 1;
      }
      return stage == 4 ? 4 : this == FULL || block >= blocks - 4 ? 2 : 1;
    }
  }

  /**
   * Which RepVGG.
   *
   * @param width factor on every number of channels, which stays a multiple of the groups
   * @param branches of the blocks in the form for training; all but in an ablation
   */
  public record Config(
      Variant variant, double width, Form form, Dilation dilation, Set<Branch> branches) {

    public Config {
      Check.positive("width", width);
      branches = Set.copyOf(branches);
      Check.that(
          branches.contains(Branch.DENSE) || branches.contains(Branch.POINTWISE),
          "branches",
          "hold DENSE or POINTWISE, since an identity cannot change the number of channels");
    }

    /** As published, in the form for training. */
    public static Config published(Variant variant) {
      return new Config(variant, 1, Form.TRAIN, Dilation.NONE, EnumSet.allOf(Branch.class));
    }

    /** The one called {@code name} on the command line. */
    static Config of(String name, BackboneOptions options) {
      return published(Variant.of(name))
          .scaled(options.width())
          .in(options.deploy() ? Form.DEPLOY : Form.TRAIN);
    }

    public Config scaled(double width) {
      return new Config(variant, width, form, dilation, branches);
    }

    public Config in(Form form) {
      return new Config(variant, width, form, dilation, branches);
    }

    public Config dilated(Dilation dilation) {
      return new Config(variant, width, form, dilation, branches);
    }

    public Config only(Branch first, Branch... others) {
      return new Config(variant, width, form, dilation, EnumSet.of(first, others));
    }
  }

  /**
   * A block.
   *
   * @param keeps whether it has the input's size and channels as published, dilated or not
   */
  private record Block(int out, int stride, int dilation, int groups, boolean keeps) {

    Layer.Convolution dense() {
      return new Layer.Convolution(stride, dilation, dilation, groups);
    }

    Layer.Convolution pointwise() {
      return new Layer.Convolution(stride, 0, 1, groups);
    }
  }

  private final Config config;

  public RepVgg(Config config) {
    this.config = config;
  }

  @Override
  public int width() {
    return channels(4);
  }

  @Override
  public Features build(Graph g, SDVariable image) {
    var first = new Block(channels(0), config.variant() == Variant.MINI ? 1 : 2, 1, 1, false);
    SDVariable x = g.in("stage0", () -> block(g, image, first));
    List<SDVariable> stages = new ArrayList<>(List.of(x));
    int layer = 1;
    for (int stage = 1; stage <= 4; stage++) {
      for (int i = 0; i < blocks(stage); i++) {
        SDVariable in = x;
        Block block = block(g, in, stage, i, layer++);
        x = g.in("stage" + stage + "/" + i, () -> block(g, in, block));
      }
      stages.add(x);
    }
    return new Features(x, Layers.globalAveragePool(g, x), stages, "linear");
  }

  /**
   * @param layer counted over all stages, the first block being 0: every second one has groups
   */
  private Block block(Graph g, SDVariable x, int stage, int i, int layer) {
    int out = channels(stage);
    int stride = i == 0 && !config.dilation().replacesStride(stage) ? 2 : 1;
    int dilation = config.dilation().of(stage, i, blocks(stage));
    return new Block(out, stride, dilation, groups(layer), i > 0 && g.shape(x)[1] == out);
  }

  private SDVariable block(Graph g, SDVariable x, Block block) {
    SDVariable y = config.form() == Form.DEPLOY ? fused(g, x, block) : branches(g, x, block);
    return Layers.relu(g, config.variant() == Variant.D2SE ? squeezeAndExcite(g, y) : y);
  }

  private static SDVariable fused(Graph g, SDVariable x, Block block) {
    Init bias = Init.zeros();
    return Layers.conv(
        g, "rbr_reparam", x, block.out(), 3, block.dense(), Init.kaimingFanOut(), bias);
  }

  private SDVariable branches(Graph g, SDVariable x, Block block) {
    List<SDVariable> branches = new ArrayList<>();
    if (config.branches().contains(Branch.IDENTITY) && block.keeps()) {
      branches.add(Layers.batchNorm2d(g, "rbr_identity", x));
    }
    if (config.branches().contains(Branch.POINTWISE)) {
      branches.add(convNorm(g, "rbr_1x1", x, block.out(), 1, block.pointwise()));
    }
    if (config.branches().contains(Branch.DENSE)) {
      branches.add(convNorm(g, "rbr_dense", x, block.out(), 3, block.dense()));
    }
    // The innermost sum first: an engine then adds each in the convolution that is next.
    return branches.stream().reduce((sum, branch) -> branch.add(sum)).orElseThrow();
  }

  private static SDVariable convNorm(
      Graph g, String name, SDVariable x, int out, int kernel, Layer.Convolution layer) {
    return g.in(
        name,
        () ->
            Layers.batchNorm2d(
                g, "bn", Layers.conv(g, "conv", x, out, kernel, layer, Init.kaimingFanOut())));
  }

  /**
   * Every channel times a number in (0, 1) that the means of all channels decide.
   *
   * @see <a href="https://arxiv.org/abs/1709.01507">Hu et al., 2018</a>, section 3
   */
  private static SDVariable squeezeAndExcite(Graph g, SDVariable x) {
    long[] shape = g.shape(x);
    int channels = (int) shape[1];
    SDVariable means = Layers.globalAveragePool(g, x).reshape(shape[0], channels, 1, 1);
    SDVariable few = Layers.relu(g, pointwise(g, "se/down", means, channels / SQUEEZE));
    SDVariable gate = Layers.sigmoid(g, pointwise(g, "se/up", few, channels));
    return g.named("se", x.mul(gate));
  }

  private static SDVariable pointwise(Graph g, String name, SDVariable x, int out) {
    int atLeastOne = Math.max(1, out);
    return Layers.conv(g, name, x, atLeastOne, 1, POINTWISE, Init.kaimingFanOut(), Init.zeros());
  }

  Config config() {
    return config;
  }

  /** Groups of the convolutions of a block, counted over all stages. */
  int groups(int layer) {
    return layer > 0 && layer % 2 == 0 ? config.variant().groups : 1;
  }

  int blocks(int stage) {
    return config.variant().depth.blocks[stage - 1];
  }

  int channels(int stage) {
    double[] widths = config.variant().widths;
    int published =
        stage == 0 ? (int) Math.min(64, 64 * widths[0]) : (int) ((32 << stage) * widths[stage - 1]);
    int groups = config.variant().groups;
    return groups * Widths.scaled(published / groups, config.width());
  }
}
