package io.pretext.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Linear maps of height and width as two matrix products, whose gradients SameDiff gets right. */
final class Resampling {

  private Resampling() {}

  /** Maps [N, C, H, W] to [N, C, h, w] with {@code rows} [h, H] and {@code columns} [w, W]. */
  static SDVariable apply(Graph g, SDVariable x, double[][] rows, double[][] columns) {
    long[] s = g.shape(x);
    long planes = s[0] * s[1];
    int width = columns.length;
    SDVariable wide = times(g, x.reshape(planes * s[2], s[3]), columns);
    SDVariable turned = wide.reshape(planes, s[2], width).permute(0, 2, 1);
    SDVariable high = times(g, turned.reshape(planes * width, s[2]), rows);
    return high.reshape(s[0], s[1], width, rows.length).permute(0, 1, 3, 2);
  }

  /**
   * A matrix [out, in] that resizes a signal: output i looks at {@code (i + 1/2) in / out - 1/2}
   * and mixes the two pixels around it; positions before the first centre take the first pixel.
   */
  static double[][] bilinear(int out, int in) {
    double[][] weights = new double[out][in];
    for (int i = 0; i < out; i++) {
      double at = Math.max(0, (i + 0.5) * in / out - 0.5);
      int left = (int) Math.min(Math.floor(at), in - 1);
      int right = Math.min(left + 1, in - 1);
      double share = at - left;
      weights[i][left] += 1 - share;
      weights[i][right] += share;
    }
    return weights;
  }

  /** A matrix that puts {@code dilation - 1} zeros between the taps of a kernel. */
  static double[][] holes(int kernel, int dilation) {
    double[][] taps = new double[(kernel - 1) * dilation + 1][kernel];
    for (int i = 0; i < kernel; i++) {
      taps[i * dilation][i] = 1;
    }
    return taps;
  }

  private static SDVariable times(Graph g, SDVariable x, double[][] matrix) {
    return Ops.matmul(g, x, g.constant(Nd4j.createFromArray(matrix)), false, true);
  }
}
