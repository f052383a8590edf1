package io.pretext.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A chart over the epochs.
 *
 * @param id of its element, one to a page
 * @param title what is charted
 * @param note one sentence on how to read it; may be empty
 * @param unit {@code %} or empty
 * @param lines the last one is what the chart is about
 * @param levels that the last line is compared with
 * @param range values that the axis holds in any case
 */
record Figure(
    String id,
    String title,
    String note,
    String unit,
    List<Line> lines,
    List<Level> levels,
    List<Double> range) {

  /** How a line is drawn. */
  enum Look {
    FAINT,
    LINE,
    DOTS
  }

  /**
   * @param epochs rising
   * @param values one per time; what is not finite is a gap
   */
  record Line(String name, Look look, double[] epochs, double[] values) {

    private Map<String, Object> data() {
      var data = new LinkedHashMap<String, Object>();
      data.put("name", name);
      data.put("look", look.name().toLowerCase(Locale.ROOT));
      data.put("x", Numbers.brief(epochs));
      data.put("y", Numbers.brief(values));
      return data;
    }
  }

  /** A value that does not change. */
  record Level(String name, double value) {}

  /** The last value, for whoever reads the page without its program. */
  String last() {
    double[] values = lines.get(lines.size() - 1).values();
    return Numbers.text(values[values.length - 1], unit);
  }

  boolean hasNote() {
    return !note.isEmpty();
  }

  /** What the program draws. */
  Map<String, Object> data() {
    var data = new LinkedHashMap<String, Object>();
    data.put("id", id);
    data.put("unit", unit);
    data.put("lines", lines.stream().map(Line::data).toList());
    data.put(
        "levels",
        levels.stream()
            .map(level -> Map.of("name", level.name(), "value", Numbers.brief(level.value())))
            .toList());
    data.put("range", range);
    return data;
  }
}
