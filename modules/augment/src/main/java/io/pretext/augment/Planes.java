package io.pretext.augment;

/**
 * Loops over float arrays, each simple enough for the JIT compiler to vectorise: HotSpot does not
 * where one array is read at an offset that another is not. So there are no offsets here.
 *
 * <p>A level is a whole number of 0 to 255, what a value of an 8-bit image can be.
 */
final class Planes {

  /** Adding and subtracting 1.5 * 2^23 rounds a float below 2^22 to the nearest even integer. */
  private static final float ROUND = 12_582_912f;

  private Planes() {}

  /** Planes of red, green and blue. */
  static float[][] rgb(int pixels) {
    return new float[3][pixels];
  }

  /** The level next to {@code value}, halves to even, as OpenCV rounds. */
  static float level(float value) {
    return Math.min(255f, Math.max(0f, value)) + ROUND - ROUND;
  }

  /** {@code to = weight * from} over the first {@code length} values. */
  static void scaled(float[] from, float weight, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = weight * from[i];
    }
  }

  /** {@code to += weight * from} over the first {@code length} values. */
  static void addScaled(float[] from, float weight, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += weight * from[i];
    }
  }

  /** {@code to += weight * (one + other)} over the first {@code length} values. */
  static void addPair(float[] one, float[] other, float weight, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += weight * (one[i] + other[i]);
    }
  }

  /** The levels of the first {@code length} values, in place. */
  static void toLevels(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = level(values[i]);
    }
  }

  /** The levels of {@code slope * value + offset}, in place. */
  static void scaleLevels(float[] values, int length, float slope, float offset) {
    for (int i = 0; i < length; i++) {
      values[i] = level(slope * values[i] + offset);
    }
  }

  /** The levels of {@code factor * value + (1 - factor) * other}, in place. */
  static void blendLevels(float[] values, float[] others, int length, float factor) {
    float rest = 1 - factor;
    for (int i = 0; i < length; i++) {
      values[i] = level(factor * values[i] + rest * others[i]);
    }
  }

  /** {@code slope * value + offset}, in place. */
  static void affine(float[] values, int length, float slope, float offset) {
    for (int i = 0; i < length; i++) {
      values[i] = slope * values[i] + offset;
    }
  }
}
