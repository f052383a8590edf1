package io.pretext.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Settings by path, as pages show them. */
final class Settings {

  /**
   * @param name of the section, empty for settings outside of any
   * @param settings in it
   */
  record Section(String name, List<Setting> settings) {

    String heading() {
      return name.isEmpty() ? "run" : name;
    }
  }

  /**
   * @param path within the section
   * @param value for people
   * @param changed whether the preset has another
   */
  record Setting(String path, String value, boolean changed) {}

  /**
   * @param preset its value there
   * @param run its value here
   */
  record Change(String path, String preset, String run) {}

  private static final String NOT_SET = "not set";

  private Settings() {}

  /** {@code {"schedule": {"epochs": 15}}} as {@code {"schedule.epochs": 15}}, in order. */
  static Map<String, Object> flat(Map<String, ?> settings) {
    var flat = new LinkedHashMap<String, Object>();
    flatten("", settings, flat);
    return flat;
  }

  private static void flatten(String section, Map<?, ?> settings, Map<String, Object> flat) {
    settings.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            flatten(section + key + ".", inner, flat);
          } else {
            flat.put(section + key, value);
          }
        });
  }

  /** What {@code run} has otherwise than {@code preset}, in the order of the run. */
  static List<Change> changes(Map<String, ?> preset, Map<String, ?> run) {
    Map<String, Object> before = flat(preset);
    Map<String, Object> after = flat(run);
    var paths = new ArrayList<>(after.keySet());
    before.keySet().stream().filter(path -> !after.containsKey(path)).forEach(paths::add);
    return paths.stream()
        .filter(path -> !same(before.get(path), after.get(path)))
        .map(path -> new Change(path, text(before.get(path)), text(after.get(path))))
        .toList();
  }

  /** All of {@code run} by section, those of {@code changes} marked. */
  static List<Section> sections(Map<String, ?> run, List<Change> changes) {
    var changed = changes.stream().map(Change::path).toList();
    var sections = new LinkedHashMap<String, List<Setting>>();
    flat(run)
        .forEach(
            (path, value) -> {
              int dot = path.indexOf('.');
              String section = dot < 0 ? "" : path.substring(0, dot);
              sections
                  .computeIfAbsent(section, s -> new ArrayList<>())
                  .add(new Setting(path.substring(dot + 1), text(value), changed.contains(path)));
            });
    return sections.entrySet().stream()
        .map(entry -> new Section(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** For people: numbers without needless digits, lists in brackets. */
  static String text(Object value) {
    if (value == null) {
      return NOT_SET;
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? Numbers.significant(number, 6) : number.toString();
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(Settings::text).toList()) + "]";
    }
    String text = value.toString();
    return text.isEmpty() ? "\u2013" : text;
  }

  /** 1 and 1.0 are the same setting. */
  private static boolean same(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return x.doubleValue() == y.doubleValue();
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!same(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(a, b);
  }

  /** The value at a path of {@code settings}, as people read it. */
  static Optional<String> at(Map<String, ?> settings, String path) {
    return Optional.ofNullable(flat(settings).get(path)).map(Settings::text);
  }
}
