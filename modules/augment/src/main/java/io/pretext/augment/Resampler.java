package io.pretext.augment;

import java.util.Arrays;

/**
 * Cuts a rectangle out of an image and resizes it to a square, as float planes of whole levels.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Resampler {

  private final Axis columns = new Axis();
  private final Axis rows = new Axis();
  private float[] wide = new float[0];

  /**
   * Writes the crop as three planes of {@code size} x {@code size}, red first, rounded to whole
   * levels 0 to 255.
   *
   * @param rgb the image, [H, W, 3]
   * @param width of the image
   * @param flip whether the view is mirrored left to right
   */
  void resample(
      byte[] rgb,
      int width,
      Crop crop,
      boolean flip,
      Interpolation filter,
      int size,
      float[] planes) {
    columns.set(crop.width(), size, filter, flip);
    rows.set(crop.height(), size, filter, false);
    int rowLength = 3 * size;
    if (wide.length < crop.height() * rowLength) {
      wide = new float[crop.height() * rowLength];
    }
    for (int y = 0; y < crop.height(); y++) {
      int source = 3 * ((crop.y() + y) * width + crop.x());
      horizontal(rgb, source, size, y * rowLength);
    }
    for (int y = 0; y < size; y++) {
      for (int c = 0; c < 3; c++) {
        vertical(y, c, size, planes, (c * size + y) * size);
      }
    }
  }

  /** One row of the image to three rows of the view's width, one per channel. */
  private void horizontal(byte[] rgb, int source, int size, int to) {
    int taps = columns.taps();
    for (int x = 0; x < size; x++) {
      int at = source + 3 * columns.first(x);
      float r = 0;
      float g = 0;
      float b = 0;
      for (int tap = 0; tap < taps; tap++) {
        float weight = columns.weight(x, tap);
        r += weight * (rgb[at] & 0xff);
        g += weight * (rgb[at + 1] & 0xff);
        b += weight * (rgb[at + 2] & 0xff);
        at += 3;
      }
      wide[to + x] = r;
      wide[to + size + x] = g;
      wide[to + 2 * size + x] = b;
    }
  }

  /** Row {@code y} of channel {@code c} of the view. */
  private void vertical(int y, int c, int size, float[] planes, int to) {
    Arrays.fill(planes, to, to + size, 0);
    for (int tap = 0; tap < rows.taps(); tap++) {
      float weight = rows.weight(y, tap);
      if (weight != 0) {
        Planes.addScaled(wide, ((rows.first(y) + tap) * 3 + c) * size, weight, planes, to, size);
      }
    }
    Planes.toLevels(planes, to, size);
  }
}
