package io.pretext.sweep;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes as people write them. */
public final class Amounts {

  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "m", 60, "min", 60, "h", 3600, "d", 86400);
  private static final Map<String, Integer> SHIFTS =
      Map.of("k", 10, "kb", 10, "m", 20, "mb", 20, "g", 30, "gb", 30);

  private Amounts() {}

  /** {@code 90m} in seconds; empty for an empty text. */
  public static OptionalDouble seconds(String text) {
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches() || !SECONDS.containsKey(form.group(2))) {
      throw new IllegalArgumentException("budget must be a time as 90m or 2h, was '" + text + "'");
    }
    return OptionalDouble.of(Double.parseDouble(form.group(1)) * SECONDS.get(form.group(2)));
  }

  /** {@code 2g} in bytes; empty for an empty text. */
  public static OptionalLong bytes(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches() || !SHIFTS.containsKey(form.group(2))) {
      throw new IllegalArgumentException("memory must be a size as 900m or 2g, was '" + text + "'");
    }
    double units = Double.parseDouble(form.group(1));
    return OptionalLong.of((long) (units * (1L << SHIFTS.get(form.group(2)))));
  }
}
