package io.pretext.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings that are tried.
 *
 * @param number from 1
 * @param settings by path, on top of the preset; none for the preset as it is
 */
public record Trial(int number, Map<String, Object> settings) {

  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** {@code 0007}: the name of its run directory. */
  public String name() {
    return String.format("%04d", number);
  }
}
