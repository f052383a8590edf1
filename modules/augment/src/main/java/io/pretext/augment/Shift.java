package io.pretext.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How far a view is moved, in pixels; black comes in at the other side. A shift uniform in [-4, 4]
 * both ways is what "pad by 4 and crop at random" does to a 32-pixel image.
 *
 * @param right to the left where negative
 * @param down upwards where negative
 */
public record Shift(int right, int down) {

  /** Moves nothing. */
  public static final Shift NONE = new Shift(0, 0);

  /** Uniform over all whole shifts of at most {@code most} pixels either way. */
  static Shift random(int most, RandomGenerator random) {
    return new Shift(random.nextInt(2 * most + 1) - most, random.nextInt(2 * most + 1) - most);
  }

  /** Moves three planes of {@code size} x {@code size} values in place. */
  void apply(float[][] planes, int size) {
    if (equals(NONE)) {
      return;
    }
    for (float[] plane : planes) {
      // Rows are read before they are written: from the side that the picture moves to.
      for (int i = 0; i < size; i++) {
        int y = down > 0 ? size - 1 - i : i;
        moveRow(plane, y - down, y, size);
      }
    }
  }

  private void moveRow(float[] plane, int from, int to, int size) {
    int at = to * size;
    if (from < 0 || from >= size) {
      Arrays.fill(plane, at, at + size, 0);
      return;
    }
    int kept = Math.max(0, size - Math.abs(right));
    System.arraycopy(
        plane, from * size + Math.max(0, -right), plane, at + Math.max(0, right), kept);
    if (right > 0) {
      Arrays.fill(plane, at, at + size - kept, 0);
    } else {
      Arrays.fill(plane, at + kept, at + size, 0);
    }
  }
}
