package io.pretext.report;

import io.pretext.datasets.Image;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How much of each patch of an image a query looks at.
 *
 * @param rows of patches
 * @param columns of patches
 * @param weights one per patch, row by row, at least 0; their sum need not be 1
 */
public record AttentionMap(int rows, int columns, float[] weights) {

  /** From nothing to the most, in steps of a quarter: black, violet, red, orange, pale yellow. */
  private static final int[][] COLOURS = {
    {0, 0, 4}, {87, 16, 110}, {188, 55, 84}, {249, 142, 9}, {252, 255, 164}
  };

  /** What is left of the brightness of a pixel outside the mask. */
  private static final double SHADE = 0.2;

  public AttentionMap {
    if (weights.length != rows * columns || weights.length == 0) {
      throw new IllegalArgumentException(
          rows + " x " + columns + " patches were given " + weights.length + " weights");
    }
    weights = weights.clone();
  }

  @Override
  public float[] weights() {
    return weights.clone();
  }

  /** The mean of maps of one shape. */
  public static AttentionMap mean(AttentionMap... maps) {
    float[] mean = new float[maps[0].weights.length];
    for (AttentionMap map : maps) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += map.weights[i] / maps.length;
      }
    }
    return new AttentionMap(maps[0].rows, maps[0].columns, mean);
  }

  /**
   * The fewest patches that hold {@code mass} of the weight, row by row.
   *
   * @param mass a share of the sum, in [0, 1]
   * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., 2021</a>, figure 4
   */
  public boolean[] mask(double mass) {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    boolean[] mask = new boolean[weights.length];
    double held = 0;
    int[] heaviest =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -weights[i]))
            .mapToInt(i -> i)
            .toArray();
    for (int i = 0; i < heaviest.length && held < mass * total; i++) {
      mask[heaviest[i]] = true;
      held += weights[heaviest[i]];
    }
    return mask;
  }

  /** The weights as colours between their least and their largest, bilinear between patches. */
  public Image heat(int width, int height) {
    float least = weights[0];
    float most = weights[0];
    for (float weight : weights) {
      least = Math.min(least, weight);
      most = Math.max(most, weight);
    }
    double range = most > least ? most - least : 1;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double v = (at((y + 0.5) * rows / height, (x + 0.5) * columns / width) - least) / range;
        colour(v, rgb, 3 * (y * width + x));
      }
    }
    return new Image(width, height, rgb);
  }

  /** {@code image} with everything outside {@link #mask} in the dark. */
  public Image masked(Image image, double mass) {
    boolean[] mask = mask(mass);
    byte[] rgb = image.rgb().clone();
    for (int p = 0; p < rgb.length / 3; p++) {
      int row = p / image.width() * rows / image.height();
      int column = p % image.width() * columns / image.width();
      for (int c = 0; c < 3 && !mask[row * columns + column]; c++) {
        rgb[3 * p + c] = (byte) Math.round(SHADE * (rgb[3 * p + c] & 0xff));
      }
    }
    return new Image(image.width(), image.height(), rgb);
  }

  /**
   * Between the centres of patches, whose edges repeat; {@code row} and {@code column} in patches.
   */
  private double at(double row, double column) {
    double top = Math.max(0, Math.min(rows - 1, row - 0.5));
    double left = Math.max(0, Math.min(columns - 1, column - 0.5));
    int y = (int) top;
    int x = (int) left;
    double upper = between(weight(y, x), weight(y, x + 1), left - x);
    double lower = between(weight(y + 1, x), weight(y + 1, x + 1), left - x);
    return between(upper, lower, top - y);
  }

  private double weight(int row, int column) {
    return weights[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)];
  }

  private static double between(double a, double b, double share) {
    return a + (b - a) * share;
  }

  private static void colour(double value, byte[] rgb, int at) {
    double step = value * (COLOURS.length - 1);
    int below = (int) Math.min(COLOURS.length - 2, step);
    for (int c = 0; c < 3; c++) {
      double mixed = between(COLOURS[below][c], COLOURS[below + 1][c], step - below);
      rgb[at + c] = (byte) Math.round(mixed);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttentionMap that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return rows + " x " + columns + " patches";
  }
}
