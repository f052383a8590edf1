package io.pretext.augment;

import java.util.random.RandomGenerator;

/**
 * A rectangle of an image, in pixels.
 *
 * @param x left edge
 * @param y upper edge
 */
public record Crop(int x, int y, int width, int height) {

  private static final int TRIES = 10;
  private static final double WIDEST = 4.0 / 3;

  /** What evaluation keeps of a large image: 224 px after its shorter side became 256. */
  private static final double CENTRE = 224.0 / 256;

  /**
   * A random resized crop (Szegedy et al. 2015): its area is uniform in [{@code least}, {@code
   * most}] of the image's, its aspect log-uniform in [3/4, 4/3]. What does not fit in ten tries
   * becomes the largest centred crop of an allowed aspect.
   */
  public static Crop random(
      int width, int height, double least, double most, RandomGenerator random) {
    double area = (double) width * height;
    for (int i = 0; i < TRIES; i++) {
      double target = area * (least + (most - least) * random.nextDouble());
      double aspect = Math.exp(Math.log(WIDEST) * (2 * random.nextDouble() - 1));
      int w = (int) Math.rint(Math.sqrt(target * aspect));
      int h = (int) Math.rint(Math.sqrt(target / aspect));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        return new Crop(random.nextInt(width - w + 1), random.nextInt(height - h + 1), w, h);
      }
    }
    int w = (int) Math.min(width, Math.rint(height * WIDEST));
    int h = (int) Math.min(height, Math.rint(width * WIDEST));
    return centred(width, height, w, h);
  }

  /**
   * The centre square, as evaluation sees it: 7/8 of the shorter side if the image is larger than
   * the view, else all of it.
   *
   * @param size side of the view the crop is made for
   */
  public static Crop centre(int width, int height, int size) {
    int shorter = Math.min(width, height);
    int side = shorter > size ? (int) Math.rint(shorter * CENTRE) : shorter;
    return centred(width, height, side, side);
  }

  private static Crop centred(int width, int height, int w, int h) {
    return new Crop((width - w) / 2, (height - h) / 2, w, h);
  }
}
