package io.pretext.app.bench;

import java.util.function.LongSupplier;

/** Times one action again and again. */
final class Stopwatch {

  private final LongSupplier clock;

  /**
   * @param clock nanoseconds
   */
  Stopwatch(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Times {@code action} {@code times} times, after {@code warmup} that do not count.
   *
   * @param images that the action handles
   */
  Timings time(int images, int warmup, int times, Runnable action) {
    for (int i = 0; i < warmup; i++) {
      action.run();
    }
    var milliseconds = new double[times];
    for (int i = 0; i < times; i++) {
      long start = clock.getAsLong();
      action.run();
      milliseconds[i] = (clock.getAsLong() - start) / 1e6;
    }
    return new Timings(images, milliseconds);
  }
}
