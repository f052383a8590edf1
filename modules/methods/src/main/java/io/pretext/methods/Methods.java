package io.pretext.methods;

import io.pretext.config.Bind;
import io.pretext.config.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods by the name they have in presets and on the command line. */
public final class Methods {

  private static final List<String> NAMES = List.of("simclr");

  private Methods() {}

  /** Every name that {@link #create} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The method that a preset's section {@code method} describes.
   *
   * @param config the method's {@code name}, and settings of its Config record
   * @throws IllegalArgumentException if the name or a setting is unknown (the message suggests the
   *     nearest one), or a setting is out of range
   */
  public static SslMethod create(Map<String, ?> config) {
    Map<String, Object> settings = new LinkedHashMap<>(config);
    Object name = settings.remove("name");
    return switch (String.valueOf(name)) {
      case "simclr" -> new SimClr(bind(settings, SimClr.Config.class));
      default ->
          throw new IllegalArgumentException(
              name == null
                  ? "method: missing key 'name'"
                  : "unknown method '" + name + "', " + Nearest.suggestion("" + name, NAMES));
    };
  }

  private static <R extends Record> R bind(Map<String, Object> settings, Class<R> type) {
    return Bind.record("method", settings, type);
  }
}
