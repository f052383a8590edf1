package io.pretext.engine.onednn;

import io.pretext.graph.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The few computations that have no oneDNN primitive, over row-major floats. */
final class Loops {

  private static final double SLOPE = 2 / Math.sqrt(Math.PI);

  private Loops() {}

  /** {@code shape} with leading ones, so that it has {@code rank} dimensions. */
  static long[] aligned(long[] shape, int rank) {
    long[] out = new long[rank];
    Arrays.fill(out, 1);
    System.arraycopy(shape, 0, out, rank - shape.length, shape.length);
    return out;
  }

  /** y = erf(x); buffers x, y. */
  static void erf(FloatBuffer[] f) {
    for (int i = 0; i < f[0].limit(); i++) {
      f[1].put(i, (float) erf(f[0].get(i)));
    }
  }

  /** dx = dy 2 / sqrt(pi) exp(-x^2); buffers dy, x, dx. */
  static void erfGradient(FloatBuffer[] f) {
    for (int i = 0; i < f[0].limit(); i++) {
      double x = f[1].get(i);
      f[2].put(i, (float) (f[0].get(i) * SLOPE * Math.exp(-x * x)));
    }
  }

  /** The error function: its series near zero, its continued fraction further out. */
  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (magnitude > 6) {
      return Math.signum(x);
    }
    if (magnitude < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return SLOPE * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (magnitude + fraction);
    }
    double tail = Math.exp(-x * x) / Math.sqrt(Math.PI) / (magnitude + fraction);
    return Math.signum(x) * (1 - tail);
  }

  /** An odometer over a shape that keeps one offset per array, by their strides. */
  private abstract static class Walk {
    private final int[] shape;
    private final int[][] strides;

    Walk(long[] shape, long[]... strides) {
      this.shape = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
      this.strides = new int[strides.length][];
      for (int k = 0; k < strides.length; k++) {
        this.strides[k] = Arrays.stream(strides[k]).mapToInt(Math::toIntExact).toArray();
      }
    }

    /** Calls {@link #row} for every run of the last dimension. */
    final void walk(FloatBuffer[] f) {
      int rank = shape.length;
      int[] index = new int[rank];
      int[] at = new int[strides.length];
      int[] step = new int[strides.length];
      for (int k = 0; k < step.length; k++) {
        step[k] = strides[k][rank - 1];
      }
      int rows = 1;
      for (int d = 0; d < rank - 1; d++) {
        rows *= shape[d];
      }
      for (int r = 0; r < rows; r++) {
        row(f, at, step, shape[rank - 1]);
        for (int d = rank - 2; d >= 0; d--) {
          index[d]++;
          advance(at, d, 1);
          if (index[d] < shape[d]) {
            break;
          }
          advance(at, d, -shape[d]);
          index[d] = 0;
        }
      }
    }

    private void advance(int[] at, int d, int times) {
      for (int k = 0; k < at.length; k++) {
        at[k] += strides[k][d] * times;
      }
    }

    abstract void row(FloatBuffer[] f, int[] at, int[] step, int n);
  }

  private static long[] broadcastStrides(long[] from, long[] to) {
    long[] strides = Shape.strides(from);
    for (int i = 0; i < from.length; i++) {
      strides[i] = from[i] == 1 && to[i] != 1 ? 0 : strides[i];
    }
    return strides;
  }

  /** Repeats x; buffers x, y. */
  static final class Broadcast extends Walk implements Instruction.Loop.Body {

    Broadcast(long[] from, long[] to) {
      super(to, broadcastStrides(from, to), Shape.strides(to));
    }

    @Override
    public void run(FloatBuffer[] f) {
      walk(f);
    }

    @Override
    void row(FloatBuffer[] f, int[] at, int[] step, int n) {
      for (int i = 0; i < n; i++) {
        f[1].put(at[1] + i * step[1], f[0].get(at[0] + i * step[0]));
      }
    }
  }

  /** y = sum or maximum of x; buffers x, y; scaled for a mean. */
  static final class Reduce extends Walk implements Instruction.Loop.Body {
    private final boolean max;
    private final float scale;

    Reduce(long[] from, long[] to, boolean max, double scale) {
      super(from, Shape.strides(from), broadcastStrides(to, from));
      this.max = max;
      this.scale = (float) scale;
    }

    @Override
    public void run(FloatBuffer[] f) {
      for (int i = 0; i < f[1].limit(); i++) {
        f[1].put(i, max ? Float.NEGATIVE_INFINITY : 0);
      }
      walk(f);
      if (!max && scale != 1) {
        for (int i = 0; i < f[1].limit(); i++) {
          f[1].put(i, scale * f[1].get(i));
        }
      }
    }

    @Override
    void row(FloatBuffer[] f, int[] at, int[] step, int n) {
      if (step[1] == 0 && !max) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += f[0].get(at[0] + i * step[0]);
        }
        f[1].put(at[1], f[1].get(at[1]) + (float) sum);
        return;
      }
      for (int i = 0; i < n; i++) {
        int to = at[1] + i * step[1];
        float x = f[0].get(at[0] + i * step[0]);
        f[1].put(to, max ? Math.max(f[1].get(to), x) : f[1].get(to) + x);
      }
    }
  }

  /** dx = dy where x is the maximum y, divided among ties; buffers dy, x, y, dx, ties. */
  static final class MaxGradient extends Walk implements Instruction.Loop.Body {
    private boolean counting;

    MaxGradient(long[] from, long[] to) {
      super(
          from,
          broadcastStrides(to, from),
          Shape.strides(from),
          broadcastStrides(to, from),
          Shape.strides(from),
          broadcastStrides(to, from));
    }

    @Override
    public void run(FloatBuffer[] f) {
      for (int i = 0; i < f[4].limit(); i++) {
        f[4].put(i, 0);
      }
      counting = true;
      walk(f);
      counting = false;
      walk(f);
    }

    @Override
    void row(FloatBuffer[] f, int[] at, int[] step, int n) {
      for (int i = 0; i < n; i++) {
        boolean hit = f[1].get(at[1] + i * step[1]) == f[2].get(at[2] + i * step[2]);
        int tie = at[4] + i * step[4];
        if (counting) {
          f[4].put(tie, f[4].get(tie) + (hit ? 1 : 0));
        } else {
          float slope = hit ? f[0].get(at[0] + i * step[0]) / f[4].get(tie) : 0;
          f[3].put(at[3] + i * step[3], slope);
        }
      }
    }
  }
}
