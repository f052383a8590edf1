package io.pretext.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What looked wrong, and after which epochs. */
final class Warnings {

  /**
   * @param epochs {@code epoch 3}, {@code epochs 3-7, 9}
   * @param sentence with the figures it had last
   */
  record Warning(String epochs, String sentence) {}

  private Warnings() {}

  /** One entry for sentences that differ in their figures only, in order of appearance. */
  static List<Warning> of(List<Map<String, Object>> log) {
    var epochs = new LinkedHashMap<String, List<Integer>>();
    var sentences = new LinkedHashMap<String, String>();
    for (Map<String, Object> line : log) {
      if (line.get("epoch") instanceof Number epoch) {
        for (String sentence : sentences(line.get("warning"))) {
          String kind = sentence.replaceAll("\\d+(\\.\\d+)?", "#");
          epochs.computeIfAbsent(kind, k -> new ArrayList<>()).add(epoch.intValue());
          sentences.put(kind, sentence);
        }
      }
    }
    return epochs.keySet().stream()
        .map(kind -> new Warning(ranges(epochs.get(kind)), sentences.get(kind)))
        .toList();
  }

  /** The epochs after which anything looked wrong. */
  static List<Integer> epochs(List<Map<String, Object>> log) {
    return log.stream()
        .filter(line -> line.get("epoch") instanceof Number)
        .filter(line -> !sentences(line.get("warning")).isEmpty())
        .map(line -> ((Number) line.get("epoch")).intValue())
        .distinct()
        .toList();
  }

  private static List<String> sentences(Object warning) {
    if (warning instanceof List<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return warning == null ? List.of() : List.of(warning.toString());
  }

  private static String ranges(List<Integer> epochs) {
    var ranges = new ArrayList<String>();
    for (int from = 0; from < epochs.size(); ) {
      int to = from;
      while (to + 1 < epochs.size() && epochs.get(to + 1) == epochs.get(to) + 1) {
        to++;
      }
      ranges.add(from == to ? "" + epochs.get(from) : epochs.get(from) + "\u2013" + epochs.get(to));
      from = to + 1;
    }
    return (epochs.size() == 1 ? "epoch " : "epochs ") + String.join(", ", ranges);
  }
}
