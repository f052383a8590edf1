package io.pretext.evaluate.supervised;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws the images whose labels may be used: as many of every class. */
public final class LabelBudget {

  /** Keeps this draw apart from others of the same seed. */
  private static final long LABELS = 0x4C4142454C53L;

  private LabelBudget() {}

  /**
   * Indices of the chosen images, rising. Each class gets {@code percent} per cent of all images
   * divided by the number of classes, rounded; a class that has fewer gives all it has.
   *
   * @param labels class of each image
   * @param percent above 0, at most 100; 100 takes every image
   * @param data what it is called in errors
   * @throws IllegalArgumentException if that is no image per class
   */
  public static int[] draw(int[] labels, int classes, double percent, long seed, String data) {
    if (percent == 100) {
      return IntStream.range(0, labels.length).toArray();
    }
    long each = Math.round(labels.length * percent / 100 / classes);
    if (each < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%s%% of the %d labels of %s is not one image for each of its %d classes: take more"
                  + " labels or more images",
              number(percent), labels.length, data, classes));
    }
    int[] order = shuffled(labels.length, seed);
    var taken = new long[classes];
    return Arrays.stream(order).filter(i -> taken[labels[i]]++ < each).sorted().toArray();
  }

  private static int[] shuffled(int size, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    var random = new SplittableRandom(seed * 31 + LABELS);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  private static String number(double percent) {
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }
}
