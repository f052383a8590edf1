package io.pretext.augment;

/**
 * Cuts a rectangle out of an image and resizes it to a square, as float planes of whole levels.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Resampler {

  private final Axis columns = new Axis();
  private final Axis rows = new Axis();

  /** The rows of the crop at the width of the view, each its three channels one after another. */
  private float[][] wide = new float[0][];

  /** One row of the view, its three channels one after another. */
  private float[] line = new float[0];

  /**
   * Writes the crop into the first {@code size} x {@code size} values of three planes, red first,
   * rounded to whole levels 0 to 255.
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
      float[][] planes) {
    columns.set(crop.width(), size, filter, flip);
    rows.set(crop.height(), size, filter, false);
    int length = 3 * size;
    if (line.length < length) {
      line = new float[length];
      wide = new float[0][];
    }
    if (wide.length < crop.height()) {
      wide = new float[crop.height()][line.length];
    }
    for (int y = 0; y < crop.height(); y++) {
      int from = 3 * ((crop.y() + y) * width + crop.x());
      horizontal(rgb, from, size, wide[y]);
    }
    for (int y = 0; y < size; y++) {
      vertical(y, length);
      for (int c = 0; c < 3; c++) {
        System.arraycopy(line, c * size, planes[c], y * size, size);
      }
    }
  }

  /** One row of the crop. */
  private void horizontal(byte[] rgb, int from, int size, float[] to) {
    int taps = columns.taps();
    int[] first = columns.first();
    float[] weights = columns.weights();
    for (int x = 0; x < size; x++) {
      int at = from + 3 * first[x];
      float r = 0;
      float g = 0;
      float b = 0;
      for (int tap = x * taps; tap < (x + 1) * taps; tap++) {
        float weight = weights[tap];
        r += weight * (rgb[at] & 0xff);
        g += weight * (rgb[at + 1] & 0xff);
        b += weight * (rgb[at + 2] & 0xff);
        at += 3;
      }
      to[x] = r;
      to[size + x] = g;
      to[2 * size + x] = b;
    }
  }

  /** Row {@code y} of the view, into {@link #line}. */
  private void vertical(int y, int length) {
    int taps = rows.taps();
    int first = rows.first()[y];
    float[] weights = rows.weights();
    Planes.scaled(wide[first], weights[y * taps], line, length);
    for (int tap = 1; tap < taps; tap++) {
      Planes.addScaled(wide[first + tap], weights[y * taps + tap], line, length);
    }
    Planes.toLevels(line, length);
  }
}
