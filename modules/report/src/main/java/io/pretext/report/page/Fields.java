package io.pretext.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An object of a JSON file whose keys are read as they are needed; those that are not known are let
 * be, since a newer version may have added them.
 *
 * @param where names the object in errors
 */
record Fields(String where, Map<String, Object> values) {

  String text(String key) {
    return of(key, String.class);
  }

  boolean flag(String key) {
    return of(key, Boolean.class);
  }

  double number(String key) {
    return of(key, Number.class).doubleValue();
  }

  int count(String key) {
    return of(key, Number.class).intValue();
  }

  /** Empty where the file has null or nothing. */
  Optional<String> optionalText(String key) {
    return values.get(key) == null ? Optional.empty() : Optional.of(text(key));
  }

  /** Empty where the file has null or nothing. */
  OptionalDouble optionalNumber(String key) {
    return values.get(key) == null ? OptionalDouble.empty() : OptionalDouble.of(number(key));
  }

  Fields object(String key) {
    return object(key, values.get(key));
  }

  /** Empty where the file has null or nothing. */
  Optional<Fields> optionalObject(String key) {
    return values.get(key) == null ? Optional.empty() : Optional.of(object(key));
  }

  List<Object> list(String key) {
    return new ArrayList<>(elements(key));
  }

  List<Fields> objects(String key) {
    var objects = new ArrayList<Fields>();
    for (Object element : elements(key)) {
      objects.add(object(key + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  private List<?> elements(String key) {
    return of(key, List.class);
  }

  private Fields object(String name, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(name);
    }
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((key, element) -> copy.put(key.toString(), element));
    return new Fields(where + ", " + name, copy);
  }

  private <T> T of(String key, Class<T> type) {
    Object value = values.get(key);
    if (!type.isInstance(value)) {
      throw wrong(key);
    }
    return type.cast(value);
  }

  private IllegalArgumentException wrong(String key) {
    return new IllegalArgumentException(
        "%s: '%s' is %s, which a sweep does not write: the file was changed, or is of another version"
            .formatted(where, key, values.get(key)));
  }
}
