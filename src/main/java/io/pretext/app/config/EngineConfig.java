package io.pretext.app.config;

import io.pretext.config.Check;
import java.util.List;

/**
 * What computes.
 *
 * @param name {@code onednn} or {@code reference}
 * @param precision of activations and matrix work; {@code f32} is the only one built so far
 * @param threads processor cores to use; 0 for all
 */
public record EngineConfig(String name, String precision, int threads) {

  public EngineConfig {
    Check.oneOf("name", name, Engines.names());
    Check.that(
        List.of("f32").contains(precision),
        "precision",
        "be f32, the only one built so far, was " + precision);
    Check.nonNegative("threads", threads);
  }

  public static EngineConfig defaults() {
    return new EngineConfig("onednn", "f32", 0);
  }

  /** Cores to use on this machine. */
  public int cores() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
