package io.pretext.app.config;

import io.pretext.config.Check;
import java.util.Map;

/**
 * Which encoder is trained.
 *
 * @param name as {@code pretext backbones} lists it
 * @param width factor on its channels
 * @param weights model whose weights training starts from; empty to draw them
 */
public record BackboneConfig(String name, double width, String weights) {

  public BackboneConfig {
    Check.positive("width", width);
  }

  /** The backbone as published. */
  public BackboneConfig(String name) {
    this(name, 1, "");
  }

  static Map<String, ?> defaults() {
    return Map.of("width", 1.0, "weights", "");
  }
}
