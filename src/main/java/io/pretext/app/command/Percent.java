package io.pretext.app.command;

/** Reads what {@code --labels} takes. */
final class Percent {

  private Percent() {}

  /** 10 for {@code 10%} and for {@code 10}. */
  static double of(String percent) {
    try {
      return Double.parseDouble(percent.strip().replaceFirst("%$", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--labels takes per cent, as 1%, 10% or 100%, was '" + percent + "'", e);
    }
  }
}
