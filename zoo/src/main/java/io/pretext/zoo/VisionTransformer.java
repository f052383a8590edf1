package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Vision transformer with the norm before each branch, and what DeiT and DINOv2 add to it.
 *
 * <p>Tokens are the class token, then DeiT's distillation token or DINOv2's registers, then the
 * patches row by row. Parameters are called as in timm, DINO and DeiT, with {@code /} for {@code
 * .}: {@code blocks/0/attn/qkv/weight}, {@code pos_embed}. The image may have any size that is a
 * multiple of the patch; the shape of {@code pos_embed} follows it ({@link PositionEmbeddings}).
 *
 * @see <a href="https://arxiv.org/abs/2010.11929">Dosovitskiy et al., 2020</a>, section 3.1
 * @see <a href="https://arxiv.org/abs/2012.12877">Touvron et al., 2020</a>, distillation: section 4
 * @see <a href="https://arxiv.org/abs/2103.17239">Touvron et al., 2021</a>, LayerScale: section 2
 * @see <a href="https://arxiv.org/abs/2104.02057">Chen et al., 2021</a>, frozen patches and sines:
 *     section 4.2
 * @see <a href="https://arxiv.org/abs/2309.16588">Darcet et al., 2023</a>, registers: section 2.2
 */
public final class VisionTransformer implements Backbone {

  private static final String POSITIONS = "pos_embed";
  private static final double EPSILON = 1e-6;
  private static final int MLP_RATIO = 4;
  private static final Init NORMAL = Init.truncatedNormal(0.02);
  private static final Init NEAR_ZERO = Init.normal(1e-6);
  private static final Init LAYER_SCALE = Init.constant(1e-5);

  /** Where position embeddings come from. */
  public enum Positions {
    /** They are parameters. */
    LEARNT,
    /**
     * They are sines and cosines of the patch's place, and everything starts as in MoCo v3: linear
     * layers after Glorot and Bengio, queries, keys and values each by themselves, and the class
     * token near zero.
     */
    SIN_COS
  }

  /**
   * Which vision transformer.
   *
   * @param heads of every attention
   * @param headWidth numbers of a token that each head sees; a token has heads times as many
   * @param depth blocks
   * @param patch side of a patch, in pixels
   * @param distilled whether there is a distillation token, with a classifier of its own
   * @param registers tokens without position that no one reads
   * @param layerScale whether what a branch adds is scaled per channel
   * @param dropPath rate at which the last block's branches are dropped in training; earlier ones
   *     less, down to none, in proportion
   * @param positions embeddings, and with them how parameters start
   * @param frozenPatches whether no gradient reaches the projection of the patches
   */
  public record Config(
      int heads,
      int headWidth,
      int depth,
      int patch,
      boolean distilled,
      int registers,
      boolean layerScale,
      double dropPath,
      Positions positions,
      boolean frozenPatches) {

    public Config {
      Check.atLeast("heads", heads, 1);
      Check.atLeast("headWidth", headWidth, 1);
      Check.atLeast("depth", depth, 1);
      Check.atLeast("patch", patch, 1);
      Check.atLeast("registers", registers, 0);
      Check.below("dropPath", dropPath, 0, 1);
      Check.that(
          positions == Positions.LEARNT || heads * headWidth % 4 == 0,
          "positions",
          "be learnt for tokens of " + heads * headWidth + " numbers, no multiple of 4");
    }
  }

  private final Config config;

  public VisionTransformer(Config config) {
    this.config = config;
  }

  @Override
  public int width() {
    return config.heads() * config.headWidth();
  }

  Config config() {
    return config;
  }

  /** Side of a patch, in pixels. */
  public int patch() {
    return config.patch();
  }

  /** Number of blocks. */
  public int depth() {
    return config.depth();
  }

  /** Tokens before those of the patches. */
  public int prefix() {
    return placed() + config.registers();
  }

  /** Tokens at the front of {@code pos_embed} that are no patches. */
  public int placed() {
    return config.distilled() ? 2 : 1;
  }

  /**
   * {@code pos_embed} for images of {@code side} pixels, whatever images its values are for.
   *
   * @param values row-major; given back as they are if they fit already
   */
  public float[] positions(float[] values, int side) {
    int patches = side / config.patch();
    return PositionEmbeddings.resize(values, width(), placed(), patches, patches);
  }

  /**
   * What the heads of a block look at in a graph that this backbone was built in at the current
   * scope: [N, heads, T, T], the query's row sums to 1.
   *
   * @param block counted from 0
   */
  public SDVariable attention(Graph g, int block) {
    Check.that(
        block >= 0 && block < config.depth(),
        "block",
        "be 0 to " + (config.depth() - 1) + ", was " + block);
    return g.sd().getVariable(g.path("blocks/" + block + "/attn/softmax"));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first image settles the shape of {@code pos_embed}. For images of another size in the
   * same graph, small crops beside large ones, it is resized there as {@link PositionEmbeddings}
   * does it, and gradients flow back to it.
   *
   * @throws IllegalArgumentException if the image is not a whole number of patches
   */
  @Override
  public Features build(Graph g, SDVariable image) {
    long[] size = g.shape(image);
    int patch = config.patch();
    if (size[2] % patch != 0 || size[3] % patch != 0) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels is no whole number of patches of %d pixels; choose a multiple"
              .formatted(size[2], size[3], patch));
    }
    SDVariable x = tokens(g, image);
    List<SDVariable> stages = new ArrayList<>();
    for (int i = 0; i < config.depth(); i++) {
      SDVariable in = x;
      double drop = config.dropPath() * i / Math.max(1, config.depth() - 1);
      x = g.in("blocks/" + i, () -> block(g, in, drop));
      stages.add(x);
    }
    SDVariable seen = Layers.layerNorm(g, "norm", x, EPSILON);
    SDVariable map = map(g, seen, size[2] / patch, size[3] / patch);
    return new Features(map, token(g, seen, 0), stages, heads(g, seen));
  }

  private Map<String, SDVariable> heads(Graph g, SDVariable seen) {
    var heads = new LinkedHashMap<String, SDVariable>();
    heads.put("head", token(g, seen, 0));
    if (config.distilled()) {
      heads.put("head_dist", token(g, seen, 1));
    }
    return heads;
  }

  /** [N, 3, H, W] to [N, T, D]. */
  private SDVariable tokens(Graph g, SDVariable image) {
    List<SDVariable> parts = new ArrayList<>();
    long batch = g.shape(image)[0];
    parts.add(learnt(g, "cls_token", 1, batch));
    if (config.distilled()) {
      parts.add(learnt(g, "dist_token", 1, batch));
    }
    parts.add(patches(g, image));
    SDVariable x = Ops.concat(g, 1, parts.toArray(SDVariable[]::new));
    long count = g.shape(x)[1];
    int patch = config.patch();
    x = x.add(places(g, (int) g.shape(image)[2] / patch, (int) g.shape(image)[3] / patch));
    if (config.registers() == 0) {
      return x;
    }
    SDVariable registers = learnt(g, "register_tokens", config.registers(), batch);
    SDVariable placed = Ops.slice(g, x, 1, 0, placed());
    return Ops.concat(g, 1, placed, registers, Ops.slice(g, x, 1, placed(), count));
  }

  /**
   * The position embeddings of {@code rows} x {@code columns} patches. Those that are not learnt
   * are state that nothing updates, so that a file has them as any other transformer's.
   */
  private SDVariable places(Graph g, int rows, int columns) {
    int count = placed() + rows * columns;
    long[] shape = g.knownShape(POSITIONS).orElse(new long[] {1, count, width()});
    SDVariable all =
        isComputed()
            ? g.state(POSITIONS, SinCosPositions.of(placed(), columns), shape)
            : g.parameter(POSITIONS, NORMAL, shape);
    return PositionEmbeddings.resize(g, all, placed(), rows, columns);
  }

  private boolean isComputed() {
    return config.positions() == Positions.SIN_COS;
  }

  private SDVariable learnt(Graph g, String name, int count, long batch) {
    Init init = isComputed() ? NEAR_ZERO : NORMAL;
    return Ops.repeat(g, g.parameter(name, init, 1, count, width()), batch);
  }

  private SDVariable patches(Graph g, SDVariable image) {
    int patch = config.patch();
    long pixels = g.shape(image)[1] * patch * patch;
    // What DINO and DeiT leave a convolution with, or MoCo v3.
    Init init = isComputed() ? Init.xavierUniform(pixels, width()) : Init.torchLinear(pixels);
    Init bias = isComputed() ? Init.zeros() : init;
    var layer = new Layer.Convolution(patch, 0, 1, 1);
    SDVariable map = Layers.conv(g, "patch_embed/proj", image, width(), patch, layer, init, bias);
    long[] s = g.shape(map);
    SDVariable tokens = map.reshape(s[0], s[1], s[2] * s[3]).permute(0, 2, 1);
    return config.frozenPatches() ? g.stopGradient(tokens) : tokens;
  }

  private SDVariable block(Graph g, SDVariable x, double drop) {
    SDVariable seen = Layers.layerNorm(g, "norm1", x, EPSILON);
    // The bound of a square matrix, for each of the three that are side by side as well.
    Init init = linear(width(), width());
    SDVariable h = added(g, "1", x, Layers.attention(g, "attn", seen, config.heads(), init), drop);
    return added(g, "2", h, mlp(g, Layers.layerNorm(g, "norm2", h, EPSILON)), drop);
  }

  private SDVariable mlp(Graph g, SDVariable x) {
    int hidden = MLP_RATIO * width();
    Init init = linear(width(), hidden);
    SDVariable h = Layers.linear(g, "mlp/fc1", x, hidden, init, Init.zeros());
    return Layers.linear(g, "mlp/fc2", Layers.gelu(g, h), width(), init, Init.zeros());
  }

  private Init linear(int in, int out) {
    return isComputed() ? Init.xavierUniform(in, out) : NORMAL;
  }

  private SDVariable added(Graph g, String index, SDVariable x, SDVariable branch, double drop) {
    SDVariable scaled =
        config.layerScale()
            ? branch.mul(g.parameter("ls" + index + "/gamma", LAYER_SCALE, width()))
            : branch;
    return x.add(Layers.dropPath(g, "drop_path" + index, scaled, drop));
  }

  /** The patches among tokens [N, T, D] as [N, D, rows, columns]. */
  private SDVariable map(Graph g, SDVariable tokens, long rows, long columns) {
    long[] s = g.shape(tokens);
    return Ops.slice(g, tokens, 1, prefix(), s[1])
        .permute(0, 2, 1)
        .reshape(s[0], s[2], rows, columns);
  }

  private static SDVariable token(Graph g, SDVariable tokens, int index) {
    long[] s = g.shape(tokens);
    return Ops.slice(g, tokens, 1, index, index + 1).reshape(s[0], s[2]);
  }
}
