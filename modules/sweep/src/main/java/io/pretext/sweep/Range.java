package io.pretext.sweep;

import io.pretext.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the value of one setting may lie.
 *
 * @param kind how values are spread
 * @param low the least value; of a choice the first index, 0
 * @param high the greatest value; of a choice the last index
 * @param values of a choice; empty otherwise
 * @param when by the path of another range, the values under which this one is drawn from; empty:
 *     always
 */
record Range(
    Kind kind, double low, double high, List<Object> values, Map<String, List<Object>> when) {

  /** How values are spread. */
  enum Kind {
    /** Evenly in the logarithm. */
    LOG,
    /** Evenly. */
    LINEAR,
    /** Evenly over whole numbers, both ends included. */
    INTEGER,
    /** Evenly over a list. */
    CHOICE;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> keys() {
      return List.of("log", "linear", "integer", "choice");
    }
  }

  /**
   * Reads {@code {log: [0.01, 1]}} and its kin.
   *
   * @param path of the setting, for errors
   * @throws IllegalArgumentException if the range is empty or is not one
   */
  static Range parse(String path, Object written) {
    String where = "ranges: " + path;
    if (!(written instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          where + " must be a range as {log: [0.01, 1.0]}, was '" + written + "'");
    }
    Set<String> kinds = new TreeSet<>();
    for (Object key : map.keySet()) {
      String name = String.valueOf(key);
      if (!name.equals("when")) {
        if (!Kind.keys().contains(name)) {
          throw new IllegalArgumentException(
              where + " has no kind '" + name + "', " + Nearest.suggestion(name, Kind.keys()));
        }
        kinds.add(name);
      }
    }
    if (kinds.size() != 1) {
      throw new IllegalArgumentException(
          where + " must have one of log, linear, integer, choice, had " + kinds);
    }
    String kind = kinds.iterator().next();
    if (!(map.get(kind) instanceof List<?> list)) {
      throw new IllegalArgumentException(
          where + "." + kind + " must be a list, was '" + map.get(kind) + "'");
    }
    Map<String, List<Object>> when = conditions(where, map.get("when"));
    return kind.equals("choice")
        ? choice(where, list, when)
        : interval(where, Kind.valueOf(kind.toUpperCase(Locale.ROOT)), list, when);
  }

  private static Range choice(String where, List<?> values, Map<String, List<Object>> when) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(where + " is an empty choice: name one value at least");
    }
    if (values.stream().anyMatch(value -> value == null)) {
      throw new IllegalArgumentException(where + ".choice has an item without a value");
    }
    return new Range(Kind.CHOICE, 0, values.size() - 1, List.copyOf(values), when);
  }

  private static Range interval(
      String where, Kind kind, List<?> ends, Map<String, List<Object>> when) {
    boolean numbers = ends.stream().allMatch(Number.class::isInstance);
    if (ends.size() != 2 || !numbers) {
      throw new IllegalArgumentException(
          "%s.%s must be the least and the greatest value, as [0.01, 1.0], was %s"
              .formatted(where, kind.key(), ends));
    }
    double low = ((Number) ends.get(0)).doubleValue();
    double high = ((Number) ends.get(1)).doubleValue();
    if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "%s is empty: no value is at least %s and at most %s"
              .formatted(where, ends.get(0), ends.get(1)));
    }
    if (kind == Kind.LOG && low <= 0) {
      throw new IllegalArgumentException(
          where + ".log must begin above 0, was " + ends.get(0) + "; linear takes 0 and less");
    }
    if (kind == Kind.INTEGER && !(isWhole(low) && isWhole(high))) {
      throw new IllegalArgumentException(where + ".integer must have whole ends, was " + ends);
    }
    return new Range(kind, low, high, List.of(), when);
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE;
  }

  private static Map<String, List<Object>> conditions(String where, Object written) {
    Map<String, List<Object>> when = new LinkedHashMap<>();
    if (written == null) {
      return when;
    }
    if (!(written instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          where + ".when must be paths and values, as {optimizer.name: lars}, was " + written);
    }
    map.forEach(
        (path, value) ->
            when.put(
                String.valueOf(path),
                value instanceof List<?> list ? new ArrayList<>(list) : List.of(value)));
    return when;
  }

  /** Whether only one value is in it. */
  boolean isSingle() {
    return low == high;
  }

  /** Whether it is drawn from beside {@code settings}, which hold what its conditions name. */
  boolean appliesTo(Map<String, Object> settings) {
    return when.entrySet().stream()
        .allMatch(
            condition ->
                settings.containsKey(condition.getKey())
                    && condition.getValue().stream()
                        .anyMatch(value -> same(value, settings.get(condition.getKey()))));
  }

  /** Whether two values are one, {@code 1} and {@code 1.0} included. */
  static boolean same(Object a, Object b) {
    return a instanceof Number x && b instanceof Number y
        ? x.doubleValue() == y.doubleValue()
        : a.equals(b);
  }

  /** Its extreme values, and all of a choice. */
  List<Object> samples() {
    return switch (kind) {
      case CHOICE -> values;
      case INTEGER -> List.of((int) low, (int) high);
      default -> List.of(low, high);
    };
  }

  /** As {@code sweep.json} tells it. */
  Map<String, Object> describe() {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", kind.key());
    if (kind == Kind.CHOICE) {
      json.put("values", values);
    } else {
      json.put("low", kind == Kind.INTEGER ? (Object) (int) low : (Object) low);
      json.put("high", kind == Kind.INTEGER ? (Object) (int) high : (Object) high);
    }
    if (!when.isEmpty()) {
      json.put("when", when);
    }
    return json;
  }
}
