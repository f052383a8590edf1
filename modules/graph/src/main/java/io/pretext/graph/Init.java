package io.pretext.graph;

import java.util.SplittableRandom;

/**
 * Initial value of a parameter: a function of a random source and a shape, never of build order.
 *
 * <p>Values come in row-major order and are the same for every data type of the graph.
 */
@FunctionalInterface
public interface Init {

  /** The values of an array of {@code shape}, row-major. */
  float[] values(SplittableRandom random, long... shape);

  static Init zeros() {
    return constant(0);
  }

  static Init ones() {
    return constant(1);
  }

  static Init constant(double value) {
    return (random, shape) -> {
      float[] values = new float[count(shape)];
      java.util.Arrays.fill(values, (float) value);
      return values;
    };
  }

  /** Independent draws from N(0, {@code deviation}^2). */
  static Init normal(double deviation) {
    return (random, shape) -> {
      float[] values = new float[count(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return values;
    };
  }

  /** N(0, {@code deviation}^2) redrawn until within two standard deviations, as ViT uses. */
  static Init truncatedNormal(double deviation) {
    return (random, shape) -> {
      float[] values = new float[count(shape)];
      for (int i = 0; i < values.length; i++) {
        double draw = random.nextGaussian();
        while (Math.abs(draw) > 2) {
          draw = random.nextGaussian();
        }
        values[i] = (float) (deviation * draw);
      }
      return values;
    };
  }

  /** Independent draws from U(-bound, bound). */
  static Init uniform(double bound) {
    return (random, shape) -> {
      float[] values = new float[count(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
      return values;
    };
  }

  /** Rows [R, D] drawn evenly from the unit sphere: normal draws at unit length. */
  static Init unitRows() {
    return (random, shape) -> {
      float[] values = normal(1).values(random, shape);
      int width = (int) shape[shape.length - 1];
      for (int row = 0; row < values.length; row += width) {
        double squares = 0;
        for (int i = row; i < row + width; i++) {
          squares += (double) values[i] * values[i];
        }
        for (int i = row; i < row + width; i++) {
          values[i] = (float) (values[i] / Math.sqrt(squares));
        }
      }
      return values;
    };
  }

  /**
   * Normal with variance 2 / fan-out for a convolution weight [out, in, kh, kw], as ResNet uses.
   *
   * @see <a href="https://arxiv.org/abs/1502.01852">He et al., 2015</a>, section 2.2
   */
  static Init kaimingFanOut() {
    return (random, shape) -> {
      double fanOut = shape[0];
      for (int i = 2; i < shape.length; i++) {
        fanOut *= shape[i];
      }
      return normal(Math.sqrt(2 / fanOut)).values(random, shape);
    };
  }

  /** U(-1/sqrt(fanIn), 1/sqrt(fanIn)): what PyTorch gives the weight and bias of a linear layer. */
  static Init torchLinear(long fanIn) {
    return uniform(1 / Math.sqrt(fanIn));
  }

  /**
   * U(-bound, bound) with bound sqrt(6 / (in + out)), which keeps variances alike both ways.
   *
   * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio, 2010</a>,
   *     equation 16
   */
  static Init xavierUniform(long in, long out) {
    return uniform(Math.sqrt(6.0 / (in + out)));
  }

  private static int count(long... shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return Math.toIntExact(n);
  }
}
