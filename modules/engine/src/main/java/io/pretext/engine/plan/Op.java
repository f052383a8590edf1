package io.pretext.engine.plan;

import io.pretext.graph.Layer;

/**
 * What a node computes, with its attributes; the vocabulary between plans and kernel sets.
 *
 * <p>The gradient of an op is written in the same vocabulary ({@link Gradients}), so a kernel set
 * that lowers every op here can run both directions.
 */
public sealed interface Op {

  /** y = f(x), element by element. */
  record Unary(Function function) implements Op {}

  /** dx = dy f'(x). Inputs dy and what {@link Function#savesOutput} says: x, or y. */
  record UnaryGradient(Function function) implements Op {}

  /** y = scale x + shift. */
  record Affine(double scale, double shift) implements Op {}

  /** y = a . b with broadcasting; where {@code relu}, negative results become 0. */
  record Binary(Operator operator, boolean relu) implements Op {}

  /** Reduction over {@code dims}, which are kept with length 1. */
  record Reduce(Reduction reduction, int... dims) implements Op {}

  /** x repeated along its dimensions of length 1 until it has {@code shape}. */
  record Broadcast(long... shape) implements Op {}

  /** dx = dy where x equals the maximum y, shared equally among ties. Inputs dy, x, y. */
  record MaxGradient() implements Op {}

  /**
   * a b, over the last two dimensions, transposed where said; leading dimensions are equal. An
   * optional third input [1, ..., n] is added to every row.
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Op {}

  /** The same elements in row-major order. */
  record Reshape(long... shape) implements Op {}

  /** Output dimension i is input dimension {@code dims[i]}. */
  record Permute(int... dims) implements Op {}

  /** Elements begin, begin + stride, ... of every dimension, as many as {@code shape} says. */
  record Slice(long[] begin, long[] stride, long[] shape) implements Op {}

  /** The inverse of {@link Slice}: an array of {@code shape}, zero where x is not. */
  record Embed(long[] begin, long[] stride, long[] shape) implements Op {}

  record Concat(int axis) implements Op {}

  /** Inputs a table [K, D] and the numbers [N] of its rows that are wanted; [N, D]. */
  record Rows() implements Op {}

  /** Over the last dimension; logarithmic where said. */
  record Softmax(boolean log) implements Op {}

  /** Inputs dy, y. */
  record SoftmaxGradient(boolean log) implements Op {}

  /**
   * Input [N, T, 3 D]: queries, keys and values, in each the heads one after the other; outputs y
   * [N, T, D] and what the heads look at, [N, heads, T, T].
   */
  record Attention(int heads) implements Op {}

  /** Gradient of the input. Inputs dy, the input, what the heads look at. */
  record AttentionGradient(int heads) implements Op {}

  /**
   * Inputs x [N, C, H, W], weight [O, C / groups, kh, kw], then bias [O] where {@code bias}, then a
   * residual of the output's shape where {@code residual}; result ReLU'd where {@code relu}.
   */
  record Convolution(Layer.Convolution attributes, boolean bias, boolean residual, boolean relu)
      implements Op {}

  /** Gradient of x. Inputs dy, weight. */
  record ConvolutionDataGradient(Layer.Convolution attributes, long... xShape) implements Op {}

  /** Gradient of the weight. Inputs dy, x. */
  record ConvolutionWeightGradient(Layer.Convolution attributes, long... weightShape)
      implements Op {}

  /**
   * Inputs x, weight, bias; outputs y, mean [C], biased variance [C]; where {@code relu}, y is
   * ReLU'd and a fourth output remembers where. Where {@code groups} are more than 1, each of so
   * many equal runs of rows is normalised on its own; mean and variance are [groups, C].
   */
  record BatchNorm(double epsilon, int groups, boolean relu) implements Op {}

  /** Inputs dy, x, mean, variance, weight and, where {@code relu}, the memory; dx, dw, db. */
  record BatchNormGradient(double epsilon, int groups, boolean relu) implements Op {}

  /** Over the last dimension. Inputs x, weight, bias; outputs y, mean, variance. */
  record LayerNorm(double epsilon) implements Op {}

  /** Inputs dy, x, mean, variance, weight; outputs dx, dw, db. */
  record LayerNormGradient(double epsilon) implements Op {}

  /** Outputs y and, for the maximum in training, the memory of where it was. */
  record Pool(Layer.Pool.Kind kind, int[] kernel, int stride, int padding) implements Op {}

  /** Inputs dy and, for the maximum, the memory. */
  record PoolGradient(Layer.Pool.Kind kind, int[] kernel, int stride, int padding, long[] xShape)
      implements Op {}

  /** Elementwise functions. */
  enum Function {
    EXP(true),
    LOG(false),
    SQRT(true),
    SQUARE(false),
    ABS(false),
    TANH(true),
    SIGMOID(true),
    RELU(true),
    ERF(false),
    GELU(false);

    private final boolean savesOutput;

    Function(boolean savesOutput) {
      this.savesOutput = savesOutput;
    }

    /** Whether the gradient is written in terms of y, so that x need not be kept. */
    public boolean savesOutput() {
      return savesOutput;
    }
  }

  /** Operators of two arrays. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  /** What many elements become. */
  enum Reduction {
    SUM,
    MEAN,
    MAX
  }
}
