package io.pretext.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers as a page holds and shows them. */
final class Numbers {

  /** More digits than a chart can show, fewer than a file would like to hold. */
  private static final MathContext BRIEF = new MathContext(6);

  private Numbers() {}

  /** Null where {@code value} is not finite. */
  static Number brief(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    double rounded = new BigDecimal(value).round(BRIEF).doubleValue();
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e9) {
      return (long) rounded;
    }
    return rounded;
  }

  static List<Number> brief(double[] values) {
    var brief = new ArrayList<Number>(values.length);
    for (double value : values) {
      brief.add(brief(value));
    }
    return brief;
  }

  /** For people: {@code 44.41 %}, {@code 4.952}, {@code 1.442e-6}. */
  static String text(double value, String unit) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    if (unit.equals("%")) {
      return String.format(Locale.ROOT, "%.2f %%", value);
    }
    String text = significant(value, 4);
    return unit.isEmpty() ? text : text + " " + unit;
  }

  /** With so many digits, zeros at the end left out; as 1.4e-6 where that is shorter. */
  static String significant(double value, int digits) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
    double magnitude = Math.abs(rounded.doubleValue());
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e9)) {
      String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
      return text.replaceFirst("\\.?0*e", "e").replaceFirst("e([+-])0?", "e$1").replace("e+", "e");
    }
    String text = rounded.toPlainString();
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** {@code 2 h 14 min}, {@code 22 min 32 s}, {@code 4.2 s}. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  /** With commas: {@code 10,000}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
