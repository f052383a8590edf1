package io.pretext.augment;

import java.util.random.RandomGenerator;

/**
 * The drawn strengths of a colour jitter. A strength that changes nothing is skipped.
 *
 * @param brightness factor of the blend with black
 * @param contrast factor of the blend with the mean grey of the image
 * @param saturation factor of the blend with the grey of each pixel
 * @param hue shift in turns, [-0.5, 0.5]
 * @param order which of the 24 orders of the four operations, 0 to 23
 */
public record Jitter(double brightness, double contrast, double saturation, double hue, int order) {

  /** One of the four operations. */
  enum Operation {
    BRIGHTNESS,
    CONTRAST,
    SATURATION,
    HUE
  }

  /** Changes nothing. */
  public static final Jitter NONE = new Jitter(1, 1, 1, 0, 0);

  private static final int ORDERS = 24;
  private static final Operation[][] ORDER = orders();

  public Jitter {
    if (order < 0 || order >= ORDERS) {
      throw new IllegalArgumentException("order must be in [0, 23], was " + order);
    }
  }

  /**
   * Factors uniform in [max(0, 1 - x), 1 + x], a hue shift uniform in [-hue, hue], and any order of
   * the four with the same probability.
   */
  public static Jitter random(
      double brightness, double contrast, double saturation, double hue, RandomGenerator random) {
    int order = random.nextInt(ORDERS);
    return new Jitter(
        factor(brightness, random),
        factor(contrast, random),
        factor(saturation, random),
        hue * (2 * random.nextDouble() - 1),
        order);
  }

  private static double factor(double amount, RandomGenerator random) {
    double least = Math.max(0, 1 - amount);
    return least + (1 + amount - least) * random.nextDouble();
  }

  /** The {@code i}th operation to apply, 0 to 3. */
  Operation operation(int i) {
    return ORDER[order][i];
  }

  private static Operation[][] orders() {
    Operation[] all = Operation.values();
    Operation[][] orders = new Operation[ORDERS][all.length];
    for (int order = 0; order < ORDERS; order++) {
      var left = new java.util.ArrayList<>(java.util.List.of(all));
      int code = order;
      for (int i = 0; i < all.length; i++) {
        orders[order][i] = left.remove(code % left.size());
        code /= all.length - i;
      }
    }
    return orders;
  }
}
