package io.pretext.app.config;

import io.pretext.engine.Engine;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import java.util.List;

/** The engines by name. */
public final class Engines {

  private Engines() {}

  public static List<String> names() {
    return List.of("onednn", "reference");
  }

  public static Engine create(String name) {
    return switch (name) {
      case "onednn" -> new OneDnnEngine();
      case "reference" -> new ReferenceEngine();
      default ->
          throw new IllegalArgumentException(
              "there is no engine '" + name + "', only " + String.join(", ", names()));
    };
  }
}
