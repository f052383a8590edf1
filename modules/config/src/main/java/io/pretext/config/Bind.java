package io.pretext.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Turns a parsed map into a configuration record, and refuses what it does not know.
 *
 * <p>A key is a component's name. Components are booleans, ints, longs, doubles, strings, enums
 * (written {@code lower-case}), records, lists of these, maps taken as they are, and optionals,
 * which may be missing. A record that declares {@code static R defaults()}, or {@code static
 * Map<String, ?> defaults()} where only some keys have one, lends those values to missing keys.
 */
public final class Bind {

  private Bind() {}

  /**
   * Binds {@code values} to {@code type}.
   *
   * @param where path of {@code values}, shown in errors; empty for the root
   * @throws IllegalArgumentException if a key is unknown (the message names the nearest one),
   *     missing, of another type, or refused by the record's constructor
   */
  public static <R extends Record> R record(String where, Map<String, ?> values, Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : new TreeSet<>(values.keySet())) {
      if (!names.contains(key)) {
        throw new IllegalArgumentException(
            prefix(where) + "unknown key '" + key + "', " + Nearest.suggestion(key, names));
      }
    }
    Map<String, Object> complete = merge(defaults(type), values);
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(where, complete, components[i]);
    }
    return construct(where, type, names, arguments);
  }

  /** {@code record} as a map that {@link #record} binds back to an equal record. */
  public static Map<String, Object> map(Record record) {
    return Values.map(record);
  }

  /** {@code values} on top of {@code base}; sections that both hold are merged key by key. */
  public static Map<String, Object> merge(Map<String, ?> base, Map<String, ?> values) {
    Map<String, Object> merged = new LinkedHashMap<>(base);
    values.forEach(
        (key, value) ->
            merged.merge(
                key,
                value == null ? Values.NOTHING : value,
                (old, fresh) ->
                    old instanceof Map<?, ?> o && fresh instanceof Map<?, ?> f
                        ? merge(Values.section(key, o), Values.section(key, f))
                        : fresh));
    return merged;
  }

  private static Object argument(
      String where, Map<String, Object> values, RecordComponent component) {
    String path = where.isEmpty() ? component.getName() : where + "." + component.getName();
    if (values.containsKey(component.getName())) {
      return Values.convert(path, values.get(component.getName()), component.getGenericType());
    }
    return Values.absent(component.getType())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    prefix(where) + "missing key '" + component.getName() + "'"));
  }

  private static <R extends Record> R construct(
      String where, Class<R> type, List<String> names, Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw refused(where, names, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is not a plain record", e);
    }
  }

  /** A constructor's message starts with a component's name, which then completes the path. */
  private static RuntimeException refused(String where, List<String> names, Throwable cause) {
    if (!(cause instanceof IllegalArgumentException)) {
      return new IllegalStateException(prefix(where) + cause, cause);
    }
    String message = String.valueOf(cause.getMessage());
    String first = message.split("[^A-Za-z0-9_]", 2)[0];
    String joint = where.isEmpty() ? "" : names.contains(first) ? where + "." : where + ": ";
    return new IllegalArgumentException(joint + message, cause);
  }

  private static Map<String, Object> defaults(Class<? extends Record> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      Object defaults = method.invoke(null);
      return defaults instanceof Record r
          ? Values.map(r)
          : Values.section("defaults", (Map<?, ?>) defaults);
    } catch (NoSuchMethodException e) {
      return Map.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("defaults() of " + type + " fails", e);
    }
  }

  private static String prefix(String where) {
    return where.isEmpty() ? "" : where + ": ";
  }
}
