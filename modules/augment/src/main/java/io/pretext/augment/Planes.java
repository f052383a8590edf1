package io.pretext.augment;

/** Loops over parts of float arrays, each simple enough for the JIT compiler to vectorise. */
final class Planes {

  /** Adding and subtracting 1.5 * 2^23 rounds a float below 2^22 to the nearest even integer. */
  private static final float ROUND = 12_582_912f;

  private Planes() {}

  /** {@code value} as a level: a whole number of 0 to 255, halves to even, as OpenCV rounds. */
  static float level(float value) {
    return Math.min(255f, Math.max(0f, value)) + ROUND - ROUND;
  }

  /** {@link #level} of {@code length} values from {@code at}. */
  static void toLevels(float[] values, int at, int length) {
    for (int i = at; i < at + length; i++) {
      values[i] = Math.min(255f, Math.max(0f, values[i])) + ROUND - ROUND;
    }
  }

  /** {@code to += weight * from} over {@code length} values. */
  static void addScaled(float[] from, int fromAt, float weight, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      to[toAt + i] += weight * from[fromAt + i];
    }
  }

  /**
   * The level of {@code slope * value + offset}, in place, over the first {@code length} values.
   */
  static void scale(float[] values, int length, float slope, float offset) {
    for (int i = 0; i < length; i++) {
      float value = slope * values[i] + offset;
      values[i] = Math.min(255f, Math.max(0f, value)) + ROUND - ROUND;
    }
  }

  /** {@code slope * value + offset}, in place. */
  static void affine(float[] values, int at, int length, float slope, float offset) {
    for (int i = at; i < at + length; i++) {
      values[i] = slope * values[i] + offset;
    }
  }
}
