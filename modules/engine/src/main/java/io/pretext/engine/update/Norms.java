package io.pretext.engine.update;

import java.nio.FloatBuffer;

/** Euclidean norms of float buffers, accumulated in double. */
public final class Norms {

  private Norms() {}

  /** The norm of all elements. */
  public static double norm(FloatBuffer x) {
    return Math.sqrt(squares(x));
  }

  /** The sum of the squares of all elements; sums over several buffers give a global norm. */
  public static double squares(FloatBuffer x) {
    return squares(x, 0, x.limit());
  }

  /** The sum of the squares of {@code count} elements from {@code start} on. */
  static double squares(FloatBuffer x, int start, int count) {
    double sum = 0;
    for (int i = start; i < start + count; i++) {
      double value = x.get(i);
      sum += value * value;
    }
    return sum;
  }

  /** The norm of {@code a x + b y}. */
  static double norm(double a, FloatBuffer x, double b, FloatBuffer y) {
    double sum = 0;
    for (int i = 0; i < x.limit(); i++) {
      double value = a * x.get(i) + b * y.get(i);
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
