package io.pretext.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings given as {@code path=value} on top of a map: {@code method.momentum=0.99}. */
public final class Overrides {

  private Overrides() {}

  /**
   * A copy of {@code settings} with every override applied, in order.
   *
   * @param overrides paths joined by dots, and YAML values: {@code schedule.milestones=[60, 80]}
   * @throws IllegalArgumentException if a path is not in {@code settings}; the message names the
   *     nearest one that is
   */
  public static Map<String, Object> apply(Map<String, ?> settings, List<String> overrides) {
    return apply(settings, overrides, Set.of());
  }

  /**
   * Like {@link #apply(Map, List)}, but the sections in {@code open} take keys they do not hold
   * yet, which are left to {@link Bind} to judge.
   */
  public static Map<String, Object> apply(
      Map<String, ?> settings, List<String> overrides, Set<String> open) {
    Map<String, Object> result = copy(settings);
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + override + "' is not a setting, write path=value as in schedule.epochs=15");
      }
      set(result, override.substring(0, equals).strip(), override.substring(equals + 1), open);
    }
    return result;
  }

  private static void set(
      Map<String, Object> settings, String path, String value, Set<String> open) {
    int dot = path.lastIndexOf('.');
    String parent = dot < 0 ? "" : path.substring(0, dot);
    Map<String, Object> section = section(settings, parent);
    String key = path.substring(dot + 1);
    boolean known = section != null && section.containsKey(key);
    if (section == null || !(known || open.contains(parent))) {
      throw new IllegalArgumentException(
          "there is no setting '" + path + "', " + Nearest.suggestion(path, paths(settings)));
    }
    Object parsed = Yaml.value(value);
    if (section.get(key) instanceof Map<?, ?> inner && !(parsed instanceof Map)) {
      throw new IllegalArgumentException(
          path + " is a section, set one of its keys: " + String.join(", ", strings(inner)));
    }
    section.put(key, parsed);
  }

  /** The map at {@code path}, or null. */
  private static Map<String, Object> section(Map<String, Object> settings, String path) {
    Map<String, Object> section = settings;
    for (String key : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      if (!(section.get(key) instanceof Map<?, ?> inner)) {
        return null;
      }
      section = cast(inner);
    }
    return section;
  }

  /** Every path of a value, sections left out. */
  private static List<String> paths(Map<String, ?> settings) {
    List<String> paths = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            paths(cast(inner)).forEach(path -> paths.add(key + "." + path));
          } else {
            paths.add(key);
          }
        });
    return paths;
  }

  private static List<String> strings(Map<?, ?> map) {
    return map.keySet().stream().map(String::valueOf).toList();
  }

  private static Map<String, Object> copy(Map<String, ?> settings) {
    Map<String, Object> copy = new LinkedHashMap<>();
    settings.forEach(
        (key, value) -> copy.put(key, value instanceof Map<?, ?> m ? copy(cast(m)) : value));
    return copy;
  }

  /** Keys of a map read from YAML or JSON are strings. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
