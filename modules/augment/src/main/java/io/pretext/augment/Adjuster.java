package io.pretext.augment;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Applies {@link Adjustment}s in place to three square planes of whole levels, red first; each
 * rounds to whole levels. The definitions are Pillow's; what comes in from outside is grey.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Adjuster {

  /** What is seen outside of the image. */
  static final float OUTSIDE = 128;

  private static final int LEVELS = 256;

  private final Colours colours = new Colours();
  private final int[] histogram = new int[LEVELS];
  private final float[] table = new float[LEVELS];
  private float[] before = new float[0];

  /** The adjustments in order, to the first {@code size} x {@code size} values of the planes. */
  void apply(List<Adjustment> adjustments, float[][] planes, int size) {
    int n = size * size;
    if (before.length < n) {
      before = new float[n];
    }
    for (Adjustment adjustment : adjustments) {
      double amount = adjustment.amount();
      switch (adjustment.kind()) {
        case AUTO_CONTRAST -> eachPlane(planes, n, this::stretched);
        case EQUALIZE -> eachPlane(planes, n, this::equalized);
        case INVERT -> lookUp(planes, n, level -> 255 - level);
        case ROTATE -> rotate(planes, size, Math.toRadians(amount));
        case POSTERIZE -> lookUp(planes, n, level -> level & 0xff << 8 - (int) amount);
        case SOLARIZE -> lookUp(planes, n, level -> level < amount ? level : 255 - level);
        case SOLARIZE_ADD ->
            lookUp(planes, n, level -> level < 128 ? Math.min(255, level + (int) amount) : level);
        case COLOUR -> colours.saturation(planes, n, (float) amount);
        case CONTRAST -> colours.contrast(planes, n, (float) amount);
        case BRIGHTNESS -> colours.brightness(planes, n, (float) amount);
        case SHARPNESS -> sharpen(planes, size, (float) amount);
        case SHEAR_X -> warp(planes, size, 1, amount, 0, 0, 1, 0);
        case SHEAR_Y -> warp(planes, size, 1, 0, 0, amount, 1, 0);
        case TRANSLATE_X -> warp(planes, size, 1, 0, amount * size, 0, 1, 0);
        case TRANSLATE_Y -> warp(planes, size, 1, 0, 0, 0, 1, amount * size);
        default -> throw new IllegalStateException(adjustment.toString());
      }
    }
  }

  /** Makes {@link #table} from {@link #histogram}. */
  private interface TableOfPlane {
    void fill(int pixels);
  }

  private void eachPlane(float[][] planes, int n, TableOfPlane make) {
    for (float[] plane : planes) {
      Arrays.fill(histogram, 0);
      for (int i = 0; i < n; i++) {
        histogram[(int) plane[i]]++;
      }
      make.fill(n);
      lookUp(plane, n);
    }
  }

  /** The lowest level becomes 0 and the highest 255. */
  private void stretched(int pixels) {
    int low = 0;
    while (histogram[low] == 0) {
      low++;
    }
    int high = LEVELS - 1;
    while (histogram[high] == 0) {
      high--;
    }
    double scale = high > low ? 255.0 / (high - low) : 1;
    for (int level = 0; level < LEVELS; level++) {
      double to = high > low ? (level - low) * scale : level;
      // Cut and not rounded, as Pillow does.
      table[level] = (int) Math.max(0, Math.min(255, to + 1e-9));
    }
  }

  /** Every level becomes the part of the pixels below it, the highest level not counted. */
  private void equalized(int pixels) {
    int last = LEVELS - 1;
    while (histogram[last] == 0) {
      last--;
    }
    int step = (pixels - histogram[last]) / 255;
    int below = step / 2;
    for (int level = 0; level < LEVELS; level++) {
      table[level] = step == 0 ? level : Math.min(255, below / step);
      below += histogram[level];
    }
  }

  private void lookUp(float[][] planes, int n, IntUnaryOperator map) {
    for (int level = 0; level < LEVELS; level++) {
      table[level] = map.applyAsInt(level);
    }
    for (float[] plane : planes) {
      lookUp(plane, n);
    }
  }

  private void lookUp(float[] plane, int n) {
    for (int i = 0; i < n; i++) {
      plane[i] = table[(int) plane[i]];
    }
  }

  /** Blends with the image under the kernel (1 1 1, 1 5 1, 1 1 1) / 13; its edge stays. */
  private void sharpen(float[][] planes, int size, float factor) {
    for (float[] plane : planes) {
      System.arraycopy(plane, 0, before, 0, size * size);
      for (int y = 1; y < size - 1; y++) {
        for (int x = 1; x < size - 1; x++) {
          float smooth = Planes.level(smooth(y * size + x, size));
          plane[y * size + x] = Planes.level(factor * before[y * size + x] + (1 - factor) * smooth);
        }
      }
    }
  }

  private float smooth(int at, int size) {
    float sum = 4 * before[at];
    for (int row = at - size; row <= at + size; row += size) {
      sum += before[row - 1] + before[row] + before[row + 1];
    }
    return sum / 13;
  }

  private void rotate(float[][] planes, int size, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double centre = size / 2.0;
    warp(
        planes,
        size,
        cos,
        sin,
        centre - cos * centre - sin * centre,
        -sin,
        cos,
        centre + sin * centre - cos * centre);
  }

  /** The pixel at (x, y) comes from (a x + b y + c, d x + e y + f), centres at halves. */
  private void warp(
      float[][] planes, int size, double a, double b, double c, double d, double e, double f) {
    for (float[] plane : planes) {
      System.arraycopy(plane, 0, before, 0, size * size);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double u = a * (x + 0.5) + b * (y + 0.5) + c;
          double v = d * (x + 0.5) + e * (y + 0.5) + f;
          plane[y * size + x] = Planes.level(sample(size, u, v));
        }
      }
    }
  }

  /** Between the four nearest pixels; the edge repeats for half a pixel. */
  private float sample(int size, double u, double v) {
    if (u < 0 || u >= size || v < 0 || v >= size) {
      return OUTSIDE;
    }
    int left = (int) Math.floor(u - 0.5);
    int top = (int) Math.floor(v - 0.5);
    float right = (float) (u - 0.5 - left);
    float down = (float) (v - 0.5 - top);
    float upper = between(row(size, top), left, size, right);
    float lower = between(row(size, top + 1), left, size, right);
    return upper + down * (lower - upper);
  }

  private float between(int row, int left, int size, float part) {
    float a = before[row + Math.max(0, left)];
    float b = before[row + Math.min(size - 1, left + 1)];
    return a + part * (b - a);
  }

  private static int row(int size, int y) {
    return size * Math.max(0, Math.min(size - 1, y));
  }
}
