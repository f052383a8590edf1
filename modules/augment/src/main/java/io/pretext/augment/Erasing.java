package io.pretext.augment;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A rectangle of a view that becomes noise: N(0, 1) in each channel, after the normalisation.
 *
 * <p>Its area is uniform in [0.02, 1/3] of the view's and its aspect log-uniform in [0.3, 1/0.3];
 * what does not fit in ten tries erases nothing.
 *
 * @param x left edge in pixels
 * @param y upper edge in pixels
 * @param width in pixels, 0 to erase nothing
 * @param height in pixels, 0 to erase nothing
 * @param noise seed of the noise
 * @see <a href="https://arxiv.org/abs/1708.04896">Zhong et al., 2017</a>, algorithm 1
 */
public record Erasing(int x, int y, int width, int height, long noise) {

  /** Erases nothing. */
  public static final Erasing NONE = new Erasing(0, 0, 0, 0, 0);

  private static final int TRIES = 10;
  private static final double LEAST = 0.02;
  private static final double MOST = 1.0 / 3;
  private static final double NARROWEST = 0.3;

  /** A rectangle of a view of {@code size} x {@code size} pixels. */
  static Erasing random(int size, RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      double area = size * (double) size * (LEAST + (MOST - LEAST) * random.nextDouble());
      double aspect = Math.exp(Math.log(NARROWEST) * (2 * random.nextDouble() - 1));
      int h = (int) Math.rint(Math.sqrt(area * aspect));
      int w = (int) Math.rint(Math.sqrt(area / aspect));
      if (w > 0 && w < size && h > 0 && h < size) {
        return new Erasing(
            random.nextInt(size - w + 1), random.nextInt(size - h + 1), w, h, random.nextLong());
      }
    }
    return NONE;
  }

  /**
   * Erases in a view that was written as three planes.
   *
   * @param at where in {@code view} the planes begin
   * @param size side of the view in pixels
   */
  void apply(FloatBuffer view, int at, int size) {
    if (width == 0) {
      return;
    }
    var random = new SplittableRandom(noise);
    for (int c = 0; c < 3; c++) {
      for (int row = y; row < y + height; row++) {
        int from = at + (c * size + row) * size + x;
        for (int i = from; i < from + width; i++) {
          view.put(i, (float) random.nextGaussian());
        }
      }
    }
  }
}
