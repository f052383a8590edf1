package io.pretext.augment;

import java.util.Arrays;

/**
 * Gaussian blur of square planes, one axis after the other, with the edge pixels repeated outside.
 *
 * <p>Both passes run over a whole padded plane at once, not row by row: rows of small images are
 * too short for vector instructions. One instance per worker: it keeps its scratch.
 */
final class Gaussian {

  /** Where the kernel is cut, in sigmas; the rest weighs 0.3 %. */
  private static final double REACH = 3;

  /** Heights of the kernel from its centre outwards. */
  private float[] kernel = new float[0];

  private float[] padded = new float[0];
  private float[] blurred = new float[0];

  /** What a tap reads, moved to where it is added: see {@link Planes} about offsets. */
  private float[] before = new float[0];

  private float[] after = new float[0];

  /** Pixels on either side of the centre that the kernel covers. */
  static int radius(double sigma) {
    return (int) Math.ceil(REACH * sigma);
  }

  /** Blurs the first {@code size} x {@code size} values of each plane, rounding to whole levels. */
  void blur(float[][] planes, int size, double sigma) {
    int radius = radius(sigma);
    setKernel(sigma, radius);
    int wide = size + 2 * radius;
    padded = atLeast(padded, wide * size);
    blurred = atLeast(blurred, wide * size);
    before = atLeast(before, wide * size);
    after = atLeast(after, wide * size);
    for (float[] plane : planes) {
      padColumns(plane, size, radius);
      // What runs over from one row into the next falls on the padding, which is not read again.
      convolve(radius, 1, wide * size - 2 * radius, blurred);
      padRows(size, radius);
      convolve(radius, size, size * size, plane);
      Planes.toLevels(plane, size * size);
    }
  }

  /** {@code to[i]} is the kernel centred {@code radius} steps after {@code padded[i]}. */
  private void convolve(int radius, int step, int length, float[] to) {
    int centre = radius * step;
    System.arraycopy(padded, centre, before, 0, length);
    Planes.scaled(before, kernel[0], to, length);
    for (int tap = 1; tap <= radius; tap++) {
      System.arraycopy(padded, centre - tap * step, before, 0, length);
      System.arraycopy(padded, centre + tap * step, after, 0, length);
      Planes.addPair(before, after, kernel[tap], to, length);
    }
  }

  /** The plane with its first and last column repeated {@code radius} times. */
  private void padColumns(float[] plane, int size, int radius) {
    int wide = size + 2 * radius;
    for (int y = 0; y < size; y++) {
      int from = y * size;
      int to = y * wide;
      Arrays.fill(padded, to, to + radius, plane[from]);
      System.arraycopy(plane, from, padded, to + radius, size);
      Arrays.fill(padded, to + radius + size, to + wide, plane[from + size - 1]);
    }
  }

  /** What was blurred along rows, with its first and last row repeated {@code radius} times. */
  private void padRows(int size, int radius) {
    int wide = size + 2 * radius;
    for (int y = -radius; y < size + radius; y++) {
      int from = Math.min(size - 1, Math.max(0, y)) * wide;
      System.arraycopy(blurred, from, padded, (y + radius) * size, size);
    }
  }

  private void setKernel(double sigma, int radius) {
    kernel = atLeast(kernel, radius + 1);
    double sum = 1;
    for (int tap = 1; tap <= radius; tap++) {
      sum += 2 * height(tap, sigma);
    }
    for (int tap = 0; tap <= radius; tap++) {
      kernel[tap] = (float) (height(tap, sigma) / sum);
    }
  }

  private static double height(int distance, double sigma) {
    return Math.exp(-distance * distance / (2 * sigma * sigma));
  }

  private static float[] atLeast(float[] scratch, int length) {
    return scratch.length < length ? new float[length] : scratch;
  }
}
