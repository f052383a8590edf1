package io.pretext.augment;

import java.util.Arrays;

/**
 * Gaussian blur of square planes, one axis after the other, with the edge pixels repeated outside.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Gaussian {

  /** Where the kernel is cut, in sigmas; the rest weighs 0.3 %. */
  private static final double REACH = 3;

  private float[] kernel = new float[0];
  private float[] padded = new float[0];
  private float[] blurred = new float[0];

  /** Pixels on either side of the centre that the kernel covers. */
  static int radius(double sigma) {
    return (int) Math.ceil(REACH * sigma);
  }

  /** Blurs three planes of {@code size} x {@code size} in place, rounding to whole levels. */
  void blur(float[] planes, int size, double sigma) {
    int radius = radius(sigma);
    setKernel(sigma, radius);
    padded = atLeast(padded, size + 2 * radius);
    blurred = atLeast(blurred, size * size);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < size; y++) {
        horizontal(planes, (c * size + y) * size, size, radius, y * size);
      }
      for (int y = 0; y < size; y++) {
        vertical(y, size, radius, planes, (c * size + y) * size);
      }
    }
  }

  private void horizontal(float[] planes, int from, int size, int radius, int to) {
    Arrays.fill(padded, 0, radius, planes[from]);
    System.arraycopy(planes, from, padded, radius, size);
    Arrays.fill(padded, radius + size, size + 2 * radius, planes[from + size - 1]);
    Arrays.fill(blurred, to, to + size, 0);
    for (int tap = 0; tap <= 2 * radius; tap++) {
      Planes.addScaled(padded, tap, kernel[tap], blurred, to, size);
    }
  }

  private void vertical(int y, int size, int radius, float[] planes, int to) {
    Arrays.fill(planes, to, to + size, 0);
    for (int tap = 0; tap <= 2 * radius; tap++) {
      int row = Math.min(size - 1, Math.max(0, y + tap - radius));
      Planes.addScaled(blurred, row * size, kernel[tap], planes, to, size);
    }
    Planes.toLevels(planes, to, size);
  }

  private void setKernel(double sigma, int radius) {
    kernel = atLeast(kernel, 2 * radius + 1);
    double sum = 0;
    for (int tap = 0; tap <= 2 * radius; tap++) {
      sum += height(tap - radius, sigma);
    }
    for (int tap = 0; tap <= 2 * radius; tap++) {
      kernel[tap] = (float) (height(tap - radius, sigma) / sum);
    }
  }

  private static double height(int distance, double sigma) {
    return Math.exp(-distance * distance / (2 * sigma * sigma));
  }

  private static float[] atLeast(float[] scratch, int length) {
    return scratch.length < length ? new float[length] : scratch;
  }
}
