package io.pretext.config;

import java.util.Collection;

/**
 * Conditions on settings, for the compact constructors of configuration records.
 *
 * <p>A message starts with the name of the record's component, and {@link Bind} puts the path in
 * front of it: {@code method.momentum must be in [0, 1], was 1.2}. Every check of a double refuses
 * what is not finite.
 */
public final class Check {

  private Check() {}

  public static void positive(String name, double value) {
    require(Double.isFinite(value) && value > 0, name, "greater than 0", value);
  }

  public static void nonNegative(String name, double value) {
    require(Double.isFinite(value) && value >= 0, name, "0 or greater", value);
  }

  /** In [0, 1]. */
  public static void fraction(String name, double value) {
    between(name, value, 0, 1);
  }

  /** In [{@code least}, {@code most}]. */
  public static void between(String name, double value, double least, double most) {
    String range = "in [" + number(least) + ", " + number(most) + "]";
    require(value >= least && value <= most, name, range, value);
  }

  /** In [{@code least}, {@code limit}): the limit itself is refused. */
  public static void below(String name, double value, double least, double limit) {
    String range = "in [" + number(least) + ", " + number(limit) + ")";
    require(value >= least && value < limit, name, range, value);
  }

  /** At least {@code least}. */
  public static void atLeast(String name, double value, double least) {
    require(Double.isFinite(value) && value >= least, name, "at least " + number(least), value);
  }

  /** One of {@code names}. */
  public static void oneOf(String name, String value, Collection<String> names) {
    if (!names.contains(value)) {
      throw new IllegalArgumentException(
          name + " has no choice '" + value + "', " + Nearest.suggestion(value, names));
    }
  }

  /** Whatever has no check of its own: {@code name} and {@code must} make the message. */
  public static void that(boolean condition, String name, String must) {
    if (!condition) {
      throw new IllegalArgumentException(name + " must " + must);
    }
  }

  private static void require(boolean condition, String name, String what, double value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " must be " + what + ", was " + number(value));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
