package io.pretext.graph;

import io.pretext.graph.Layer.Pool.Kind;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * The layers that networks are made of, each defined once by SameDiff primitives with right
 * gradients.
 *
 * <p>The primitives are a layer's meaning; where a {@link Layer} describes the whole, it is
 * recorded too, so that an engine can use one kernel in their place. Parameters are named and
 * shaped as PyTorch names and shapes them: {@code NAME/weight}, {@code NAME/bias}. What else a
 * method may compute with is listed in {@link Ops}.
 */
public final class Layers {

  /** What is learnt after a batch norm has normalised. */
  public enum Affine {
    WEIGHT_AND_BIAS,
    WEIGHT,
    NONE
  }

  /** What a batch norm adds to a variance before its root, as PyTorch does. */
  public static final double BATCH_NORM_EPSILON = 1e-5;

  /** What a group norm adds to a variance before its root, as PyTorch does. */
  public static final double GROUP_NORM_EPSILON = 1e-5;

  private static final double SQUARED_LENGTH_EPSILON = 1e-12;

  private Layers() {}

  /** A square convolution without bias, initialised as ResNet's: [N, C, H, W] to [N, out, ...]. */
  public static SDVariable conv(
      Graph g, String name, SDVariable x, int out, int kernel, int stride, int padding) {
    var layer = new Layer.Convolution(stride, padding, 1, 1);
    return conv(g, name, x, out, kernel, layer, Init.kaimingFanOut());
  }

  /** A square convolution without bias; weight [out, C / groups, kernel, kernel]. */
  public static SDVariable conv(
      Graph g, String name, SDVariable x, int out, int kernel, Layer.Convolution layer, Init init) {
    SDVariable weight = Convolutions.weight(g, name, x, out, kernel, layer, init);
    SDVariable y = g.named(name, Convolutions.apply(g, x, weight, layer));
    g.record(layer, name, List.of(x, weight), List.of(y));
    return y;
  }

  /** A square convolution with bias [out]; weight [out, C / groups, kernel, kernel]. */
  public static SDVariable conv(
      Graph g,
      String name,
      SDVariable x,
      int out,
      int kernel,
      Layer.Convolution layer,
      Init init,
      Init biasInit) {
    SDVariable weight = Convolutions.weight(g, name, x, out, kernel, layer, init);
    SDVariable bias = g.parameter(name + "/bias", biasInit, out);
    SDVariable y =
        g.named(name, Convolutions.apply(g, x, weight, layer).add(bias.reshape(1, out, 1, 1)));
    g.record(layer, name, List.of(x, weight, bias), List.of(y));
    return y;
  }

  /**
   * A square convolution without bias whose weight is standardised first: what every output channel
   * is multiplied with has mean 0 and variance 1. The parameter is the weight before that.
   *
   * @see <a href="https://arxiv.org/abs/1903.10520">Qiao et al., 2019</a>, section 3.2
   */
  public static SDVariable standardisedConv(
      Graph g, String name, SDVariable x, int out, int kernel, Layer.Convolution layer, Init init) {
    SDVariable raw = Convolutions.weight(g, name, x, out, kernel, layer, init);
    SDVariable weight = g.named(name + "/standardised", Normalisation.standardised(g, name, raw));
    SDVariable y = g.named(name, Convolutions.apply(g, x, weight, layer));
    g.record(layer, name, List.of(x, weight), List.of(y));
    return y;
  }

  /** A linear layer with bias, initialised as PyTorch's: [..., I] to [..., out]. */
  public static SDVariable linear(Graph g, String name, SDVariable x, int out) {
    Init init = Init.torchLinear(last(g, x));
    return linear(g, name, x, out, init, init);
  }

  /** A linear layer without bias: [..., I] to [..., out]; weight [out, I]. */
  public static SDVariable linear(Graph g, String name, SDVariable x, int out, Init init) {
    SDVariable weight = g.parameter(name + "/weight", init, out, last(g, x));
    SDVariable y = g.named(name, restoreLeading(g, x, times(g, x, weight)));
    g.record(new Layer.Linear(), name, List.of(x, weight), List.of(y));
    return y;
  }

  /** A linear layer with bias [out]: [..., I] to [..., out]; weight [out, I]. */
  public static SDVariable linear(
      Graph g, String name, SDVariable x, int out, Init init, Init biasInit) {
    SDVariable weight = g.parameter(name + "/weight", init, out, last(g, x));
    SDVariable bias = g.parameter(name + "/bias", biasInit, out);
    SDVariable y = g.named(name, restoreLeading(g, x, times(g, x, weight).add(bias)));
    g.record(new Layer.Linear(), name, List.of(x, weight, bias), List.of(y));
    return y;
  }

  /** Batch norm of [N, C]; see {@link #batchNorm2d}. */
  public static SDVariable batchNorm1d(Graph g, String name, SDVariable x, Affine affine) {
    return BatchNormalisation.build(g, name, x, affine, Init.ones());
  }

  /**
   * Batch norm of [N, C, H, W]: with the batch's own statistics in training, where the running ones
   * follow with momentum 0.1 and an unbiased variance as PyTorch keeps them, and with the running
   * ones in evaluation and where they are frozen ({@link Graph#freeze}).
   *
   * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy, 2015</a>, algorithm 1
   */
  public static SDVariable batchNorm2d(Graph g, String name, SDVariable x) {
    return batchNorm2d(g, name, x, Init.ones());
  }

  /** Batch norm whose weight starts at {@code weight}: zeros for a residual branch that is off. */
  public static SDVariable batchNorm2d(Graph g, String name, SDVariable x, Init weight) {
    return BatchNormalisation.build(g, name, x, Affine.WEIGHT_AND_BIAS, weight);
  }

  /** Normalises each vector of the last dimension: [..., D]; weight and bias [D]. */
  public static SDVariable layerNorm(Graph g, String name, SDVariable x, double epsilon) {
    SDVariable weight = g.parameter(name + "/weight", Init.ones(), last(g, x));
    SDVariable bias = g.parameter(name + "/bias", Init.zeros(), last(g, x));
    return Normalisation.ofVectors(g, name, x, weight, bias, epsilon);
  }

  /**
   * Normalises each group of channels of each image by itself: [N, C, H, W]; weight and bias [C].
   * Unlike a batch norm it knows no other image and computes the same in evaluation.
   *
   * @param groups of neighbouring channels, a divisor of C
   * @see <a href="https://arxiv.org/abs/1803.08494">Wu and He, 2018</a>, section 3
   */
  public static SDVariable groupNorm(Graph g, String name, SDVariable x, int groups) {
    return groupNorm(g, name, x, groups, Init.ones());
  }

  /** Group norm whose weight starts at {@code weight}: zeros for a residual branch that is off. */
  public static SDVariable groupNorm(Graph g, String name, SDVariable x, int groups, Init weight) {
    return Normalisation.ofGroups(g, name, x, groups, weight);
  }

  public static SDVariable relu(Graph g, SDVariable x) {
    return g.named("relu", g.sd().nn().relu(x, 0));
  }

  /** The exact form with the error function, not one of its approximations. */
  public static SDVariable gelu(Graph g, SDVariable x) {
    SDVariable gate = g.sd().math().erf(x.mul(Math.sqrt(0.5))).add(1);
    return recorded(g, new Layer.Gelu(), "gelu", x, x.mul(gate).mul(0.5));
  }

  public static SDVariable tanh(Graph g, SDVariable x) {
    return g.named("tanh", g.sd().math().tanh(x));
  }

  public static SDVariable sigmoid(Graph g, SDVariable x) {
    return g.named("sigmoid", g.sd().nn().sigmoid(x));
  }

  /** Over the last dimension. */
  public static SDVariable softmax(Graph g, SDVariable x) {
    SDVariable y = g.sd().nn().softmax(x, g.shape(x).length - 1);
    return recorded(g, new Layer.Softmax(), "softmax", x, y);
  }

  /** Over the last dimension. */
  public static SDVariable logSoftmax(Graph g, SDVariable x) {
    int dimension = g.shape(x).length - 1;
    SDVariable shifted = x.sub(g.stopGradient(x.max(true, dimension)));
    SDVariable total = g.sd().math().log(g.sd().math().exp(shifted).sum(true, dimension));
    return recorded(g, new Layer.LogSoftmax(), "log_softmax", x, shifted.sub(total));
  }

  /** Each vector of the last dimension at unit length; one shorter than 1e-6 stays shorter. */
  public static SDVariable l2Normalize(Graph g, SDVariable x) {
    SDVariable squared = square(g, x).sum(true, g.shape(x).length - 1);
    return g.named("l2_normalize", x.div(root(g, squared.add(SQUARED_LENGTH_EPSILON))));
  }

  /** The largest value of each window of [N, C, H, W]; padding never wins. */
  public static SDVariable maxPool(Graph g, SDVariable x, int kernel, int stride, int padding) {
    SDVariable y = g.sd().cnn().maxPooling2d(x, windows(kernel, stride, padding));
    return recorded(g, new Layer.Pool(Kind.MAX, kernel, stride, padding), "max_pool", x, y);
  }

  /** The mean of each window of [N, C, H, W]. Pad first for windows that reach over the edge. */
  public static SDVariable avgPool(Graph g, SDVariable x, int kernel, int stride) {
    SDVariable y = g.sd().cnn().avgPooling2d(x, windows(kernel, stride, 0));
    return recorded(g, new Layer.Pool(Kind.AVERAGE, kernel, stride, 0), "avg_pool", x, y);
  }

  /** Mean over height and width: [N, C, H, W] to [N, C]. */
  public static SDVariable globalAveragePool(Graph g, SDVariable x) {
    return recorded(g, new Layer.GlobalAveragePool(), "global_pool", x, x.mean(2, 3));
  }

  /**
   * Bilinear resize of [N, C, H, W] to [N, C, height, width] between pixel centres, as PyTorch's
   * {@code interpolate(mode="bilinear", align_corners=False)}: no antialiasing, edges repeat.
   */
  public static SDVariable resize(Graph g, SDVariable x, int height, int width) {
    long[] shape = g.shape(x);
    double[][] rows = Resampling.bilinear(height, (int) shape[2]);
    double[][] columns = Resampling.bilinear(width, (int) shape[3]);
    return g.named("resize", Resampling.apply(g, x, rows, columns));
  }

  /**
   * Multi-head self-attention over tokens [N, T, D], with timm's parameters {@code NAME/qkv} and
   * {@code NAME/proj}; what each head looks at is {@code NAME/softmax}, [N, heads, T, T].
   *
   * @param init of both weights; biases start at zero
   * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al., 2017</a>, section 3.2
   */
  public static SDVariable attention(Graph g, String name, SDVariable x, int heads, Init init) {
    long[] shape = g.shape(x);
    int width = (int) shape[2];
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          g.path(name) + ": width " + width + " is not a multiple of " + heads + " heads");
    }
    return g.in(
        name,
        () -> {
          SDVariable qkv = linear(g, "qkv", x, 3 * width, init, Init.zeros());
          SDVariable q = head(g, qkv, 0, heads).mul(1 / Math.sqrt((double) width / heads));
          SDVariable scores = Ops.matmul(g, q, head(g, qkv, 1, heads), false, true);
          SDVariable seen = Ops.matmul(g, softmax(g, scores), head(g, qkv, 2, heads), false, false);
          SDVariable joined = g.named("heads", seen.permute(0, 2, 1, 3).reshape(shape));
          g.record(new Layer.Attention(heads), "heads", List.of(qkv), List.of(joined));
          return linear(g, "proj", joined, width, init, Init.zeros());
        });
  }

  /**
   * In training, zero with probability {@code rate}, else scaled by 1 / (1 - rate); never inside
   * {@link Graph#withoutDrop}.
   */
  public static SDVariable dropout(Graph g, String name, SDVariable x, double rate) {
    return masked(g, name, x, rate, g.shape(x));
  }

  /**
   * Dropout of whole samples, for a residual branch.
   *
   * @see <a href="https://arxiv.org/abs/1603.09382">Huang et al., 2016</a>, section 3
   */
  public static SDVariable dropPath(Graph g, String name, SDVariable x, double rate) {
    long[] mask = g.shape(x);
    Arrays.fill(mask, 1, mask.length, 1);
    return masked(g, name, x, rate, mask);
  }

  private static SDVariable masked(Graph g, String name, SDVariable x, double rate, long... shape) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          g.path(name) + ": a drop rate must be at least 0 and below 1, was " + rate);
    }
    if (!g.isDropping() || rate == 0) {
      return x;
    }
    return x.mul(g.random(name, new RandomInput.Draw.Mask(1 - rate), shape));
  }

  private static SDVariable head(Graph g, SDVariable qkv, int which, int heads) {
    long[] shape = g.shape(qkv);
    long width = shape[2] / 3;
    return Ops.slice(g, qkv, 2, which * width, (which + 1) * width)
        .reshape(shape[0], shape[1], heads, width / heads)
        .permute(0, 2, 1, 3);
  }

  private static SDVariable times(Graph g, SDVariable x, SDVariable weight) {
    long in = last(g, x);
    SDVariable rows = g.shape(x).length == 2 ? x : x.reshape(Shape.size(g.shape(x)) / in, in);
    return Ops.matmul(g, rows, weight, false, true);
  }

  /** Rows [M, O] in the leading dimensions of {@code x}. */
  private static SDVariable restoreLeading(Graph g, SDVariable x, SDVariable rows) {
    long[] shape = g.shape(x);
    if (shape.length == 2) {
      return rows;
    }
    shape[shape.length - 1] = last(g, rows);
    return rows.reshape(shape);
  }

  private static SDVariable recorded(
      Graph g, Layer layer, String name, SDVariable x, SDVariable expansion) {
    SDVariable y = g.named(name, expansion);
    g.record(layer, name, List.of(x), List.of(y));
    return y;
  }

  private static Pooling2DConfig windows(int kernel, int stride, int padding) {
    return Pooling2DConfig.builder()
        .kH(kernel)
        .kW(kernel)
        .sH(stride)
        .sW(stride)
        .pH(padding)
        .pW(padding)
        .build();
  }

  private static SDVariable square(Graph g, SDVariable x) {
    return g.sd().math().square(x);
  }

  private static SDVariable root(Graph g, SDVariable x) {
    return g.sd().math().sqrt(x);
  }

  private static long last(Graph g, SDVariable x) {
    long[] shape = g.shape(x);
    return shape[shape.length - 1];
  }
}
