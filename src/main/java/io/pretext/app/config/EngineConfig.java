package io.pretext.app.config;

import io.pretext.config.Check;
import java.util.List;

/**
 * What computes.
 *
 * @param name {@code onednn} or {@code reference}
 * @param precision of activations and matrix work; {@code f32} is the only one built so far
 * @param threads processor cores to use; 0 for all
 * @param kernels how one is chosen where several compute the same
 */
public record EngineConfig(String name, String precision, int threads, Kernels kernels) {

  /** How a kernel is chosen. */
  public enum Kernels {
    /** The fastest when the run began. */
    MEASURED,
    /**
     * The same one every time, so that two runs of the same settings are equal to the last digit.
     */
    FIXED
  }

  public EngineConfig {
    Check.oneOf("name", name, Engines.names());
    Check.that(
        List.of("f32").contains(precision),
        "precision",
        "be f32, the only one built so far, was " + precision);
    Check.nonNegative("threads", threads);
  }

  /** With kernels chosen by measuring. */
  public EngineConfig(String name, String precision, int threads) {
    this(name, precision, threads, Kernels.MEASURED);
  }

  public static EngineConfig defaults() {
    return new EngineConfig("onednn", "f32", 0);
  }

  /** Whether kernels are chosen by measuring. */
  public boolean measuring() {
    return kernels == Kernels.MEASURED;
  }

  /** Cores to use on this machine. */
  public int cores() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
