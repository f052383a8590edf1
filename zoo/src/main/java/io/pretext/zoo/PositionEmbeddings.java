package io.pretext.zoo;

import io.pretext.graph.Graph;
import io.pretext.graph.Ops;
import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Position embeddings of a vision transformer for images of another size.
 *
 * <p>They are resized as DINO does it: bicubic between the centres of the patches, edges repeated,
 * and with a step that is a little short, since DINO asks for a tenth of a patch more than it keeps
 * (which once saved it from rounding down). DINOv2 does the same, except where it has registers:
 * those models were published with an exact step and antialiasing, and here follow DINO too.
 *
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., 2021</a>
 */
public final class PositionEmbeddings {

  private static final double SURPLUS = 0.1;

  /** The sharpness of the cubic, as PyTorch's. */
  private static final double A = -0.75;

  private static final int TAPS = 4;

  private PositionEmbeddings() {}

  /**
   * Embeddings of {@code rows} x {@code columns} patches.
   *
   * @param values [1, prefix + n * n, width], row-major, of a square of patches
   * @param prefix tokens in front that are no patches and stay as they are
   * @throws IllegalArgumentException if the patches are no square
   */
  public static float[] resize(float[] values, int width, int prefix, int rows, int columns) {
    int side = side(values.length, width, prefix);
    if (rows == side && columns == side) {
      return values.clone();
    }
    double[] grid = new double[side * side * width];
    Arrays.setAll(grid, i -> values[prefix * width + i]);
    double[] high = resizeRows(grid, cubic(rows, side), side * width);
    float[] out = Arrays.copyOf(values, (prefix + rows * columns) * width);
    double[][] across = cubic(columns, side);
    for (int row = 0; row < rows; row++) {
      int at = row * side * width;
      double[] wide = resizeRows(Arrays.copyOfRange(high, at, at + side * width), across, width);
      for (int i = 0; i < wide.length; i++) {
        out[(prefix + row * columns) * width + i] = (float) wide[i];
      }
    }
    return out;
  }

  /**
   * The same within a graph; as many patches as {@code values} has places for take them as they
   * are.
   *
   * @param values [1, prefix + n * n, width]
   * @return [1, prefix + rows * columns, width]
   */
  static SDVariable resize(Graph g, SDVariable values, int prefix, int rows, int columns) {
    long[] shape = g.shape(values);
    int width = (int) shape[2];
    if (shape[1] == prefix + rows * columns) {
      return values;
    }
    int side = side(shape[1] * width, width, prefix);
    SDVariable grid = Ops.slice(g, values, 1, prefix, shape[1]).reshape(side * side, width);
    SDVariable matrix = g.constant(Nd4j.createFromArray(matrix(side, rows, columns)));
    SDVariable resized = Ops.matmul(g, matrix, grid, false, false);
    return Ops.concat(
        g, 1, Ops.slice(g, values, 1, 0, prefix), resized.reshape(1, rows * columns, width));
  }

  /** [rows * columns, side * side]: what each patch takes of each of the square. */
  private static double[][] matrix(int side, int rows, int columns) {
    double[][] down = cubic(rows, side);
    double[][] across = cubic(columns, side);
    double[][] both = new double[rows * columns][side * side];
    for (int to = 0; to < both.length; to++) {
      for (int from = 0; from < side * side; from++) {
        both[to][from] = down[to / columns][from / side] * across[to % columns][from % side];
      }
    }
    return both;
  }

  /** Side of the square of patches that {@code length} numbers are for. */
  private static int side(long length, int width, int prefix) {
    long patches = length / width - prefix;
    int side = (int) Math.round(Math.sqrt(Math.max(0, patches)));
    if (length % width != 0 || patches < 1 || (long) side * side != patches) {
      throw new IllegalArgumentException(
          "position embeddings of %d numbers are no square of patches of width %d after %d tokens"
              .formatted(length, width, prefix));
    }
    return side;
  }

  /** {@code weights} times the matrix {@code x}, whose rows have {@code length} numbers. */
  private static double[] resizeRows(double[] x, double[][] weights, int length) {
    double[] out = new double[weights.length * length];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[i].length; j++) {
        for (int k = 0; weights[i][j] != 0 && k < length; k++) {
          out[i * length + k] += weights[i][j] * x[j * length + k];
        }
      }
    }
    return out;
  }

  /** A matrix [out, in] that resizes a signal. */
  private static double[][] cubic(int out, int in) {
    double[][] weights = new double[out][in];
    for (int i = 0; i < out; i++) {
      double at = (i + 0.5) * in / (out + SURPLUS) - 0.5;
      int left = (int) Math.floor(at);
      for (int tap = 0; tap < TAPS; tap++) {
        int position = left - 1 + tap;
        weights[i][Math.max(0, Math.min(in - 1, position))] += kernel(Math.abs(at - position));
      }
    }
    return weights;
  }

  /** The cubic convolution kernel at a distance below 2. */
  private static double kernel(double d) {
    return d <= 1 ? ((A + 2) * d - (A + 3)) * d * d + 1 : ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
  }
}
