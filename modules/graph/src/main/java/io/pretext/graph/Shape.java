package io.pretext.graph;

import java.util.Arrays;

/** Arithmetic on static shapes, outermost dimension first. */
public final class Shape {

  private Shape() {}

  /** Number of elements of {@code shape}; 1 for a scalar. */
  public static long size(long... shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  /** Row-major strides, in elements. */
  public static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  /** The shape that {@code a} and {@code b} broadcast to, aligned at the last dimension. */
  public static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] out = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long da = i <= a.length ? a[a.length - i] : 1;
      long db = i <= b.length ? b[b.length - i] : 1;
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException(
            "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not broadcast");
      }
      out[rank - i] = Math.max(da, db);
    }
    return out;
  }

  /** Positions that a window takes along {@code size} pixels: the output size of a convolution. */
  public static long windows(long size, long kernel, long stride, long padding, long dilation) {
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }
}
