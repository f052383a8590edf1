package io.pretext.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Single settings: from what a YAML file holds to a record's component, and back. */
final class Values {

  /** Stands for a key without a value, which maps of Java cannot all hold. */
  static final Object NOTHING =
      new Object() {
        @Override
        public String toString() {
          return "nothing";
        }
      };

  private Values() {}

  /** {@code value} as a {@code type}; {@code path} is shown in errors. */
  static Object convert(String path, Object value, Type type) {
    if (value == null || value == NOTHING) {
      throw new IllegalArgumentException(path + " has no value, give one or remove the key");
    }
    if (type instanceof WildcardType wildcard) {
      return convert(path, value, wildcard.getUpperBounds()[0]);
    }
    if (type instanceof ParameterizedType generic) {
      return convertGeneric(path, value, generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return convertRecord(path, value, plain);
    }
    if (plain.isEnum()) {
      return constant(path, value, plain);
    }
    if (plain == OptionalDouble.class) {
      return OptionalDouble.of((double) convert(path, value, double.class));
    }
    return scalar(path, value, plain);
  }

  /** What a component holds when its key is missing; empty if the key must be there. */
  static Optional<Object> absent(Class<?> type) {
    if (type == Optional.class) {
      return Optional.of(Optional.empty());
    }
    return type == OptionalDouble.class ? Optional.of(OptionalDouble.empty()) : Optional.empty();
  }

  /** The components of {@code record} by name; empty optionals are left out. */
  static Map<String, Object> map(Record record) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      plain(read(record, component)).ifPresent(value -> map.put(component.getName(), value));
    }
    return map;
  }

  /** {@code map} with keys that are known to be strings. */
  static Map<String, Object> section(String path, Map<?, ?> map) {
    Map<String, Object> section = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException(path + " has the key " + key + ", not a name");
          }
          section.put(name, value);
        });
    return section;
  }

  private static Object convertGeneric(String path, Object value, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return Optional.of(convert(path, value, arguments[0]));
    }
    if (type.getRawType() == Map.class && value instanceof Map<?, ?> map) {
      return Collections.unmodifiableMap(section(path, map));
    }
    if (type.getRawType() == List.class && value instanceof List<?> list) {
      List<Object> converted = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        converted.add(convert(path + "[" + i + "]", list.get(i), arguments[0]));
      }
      return List.copyOf(converted);
    }
    throw mismatch(path, type.getRawType() == List.class ? "a list" : "a section", value);
  }

  private static Object convertRecord(String path, Object value, Class<?> type) {
    if (type.isInstance(value)) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return Bind.record(path, section(path, map), type.asSubclass(Record.class));
    }
    throw mismatch(path, "a section", value);
  }

  private static Object constant(String path, Object value, Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      if (constant == value || written(constant).equals(String.valueOf(value))) {
        return constant;
      }
      names.add(written(constant));
    }
    throw new IllegalArgumentException(
        path + " has no choice '" + value + "', " + Nearest.suggestion(value.toString(), names));
  }

  private static Object scalar(String path, Object value, Class<?> type) {
    if (type == Object.class) {
      return value;
    }
    if (type == boolean.class || type == Boolean.class) {
      return value instanceof Boolean b ? b : fail(path, "true or false", value);
    }
    if (type == String.class) {
      return value instanceof Map || value instanceof List
          ? fail(path, "text", value)
          : value.toString();
    }
    if (type == double.class || type == Double.class) {
      return value instanceof Number n ? n.doubleValue() : fail(path, "a number", value);
    }
    if (type == int.class || type == Integer.class) {
      long whole = whole(path, value);
      return whole == (int) whole ? (int) whole : fail(path, "a number below 2^31", value);
    }
    if (type == long.class || type == Long.class) {
      return whole(path, value);
    }
    throw new IllegalStateException(path + " cannot be bound to " + type);
  }

  /** Integers, and doubles without a fraction such as {@code 1e3}. */
  private static long whole(String path, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    boolean exact =
        value instanceof Double d && d == Math.rint(d) && Math.abs(d) <= (double) (1L << 53);
    return exact ? ((Double) value).longValue() : (long) fail(path, "a whole number", value);
  }

  private static Optional<Object> plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(Values::plain);
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? Optional.of(optional.getAsDouble()) : Optional.empty();
    }
    if (value instanceof Record record) {
      return Optional.of(map(record));
    }
    if (value instanceof List<?> list) {
      return Optional.of(list.stream().map(item -> plain(item).orElseThrow()).toList());
    }
    return Optional.of(value instanceof Enum<?> constant ? written(constant) : value);
  }

  private static String written(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object read(Record record, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static Object fail(String path, String what, Object value) {
    throw mismatch(path, what, value);
  }

  private static IllegalArgumentException mismatch(String path, String what, Object value) {
    String text = value instanceof Object[] array ? Arrays.toString(array) : value.toString();
    return new IllegalArgumentException(path + " must be " + what + ", was '" + text + "'");
  }
}
