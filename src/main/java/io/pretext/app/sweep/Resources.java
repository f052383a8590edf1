package io.pretext.app.sweep;

import com.sun.management.OperatingSystemMXBean;
import io.pretext.sweep.Amounts;
import io.pretext.sweep.SweepConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What each of the trials that run at the same time may take of the machine.
 *
 * @param threads it computes with
 * @param memory of its process in bytes
 */
record Resources(int threads, long memory) {

  /** What the launcher gives a process for its Java objects; images and tensors are not there. */
  private static final long MOST_HEAP = 1L << 30;

  private static final double OF_MACHINE = 0.9;

  /**
   * The shares that {@code config} asks for, or equal ones.
   *
   * @throws IllegalArgumentException if together they are more than there is
   */
  static Resources of(SweepConfig config) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return of(config, Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }

  static Resources of(SweepConfig config, int cores, long total) {
    int parallel = config.parallel();
    int threads = config.threads() == 0 ? Math.max(1, cores / parallel) : config.threads();
    if (parallel * threads > cores) {
      throw new IllegalArgumentException(
          "parallel is %d with %d threads each, but there are %d cores: lower parallel or threads"
              .formatted(parallel, threads, cores));
    }
    long most = (long) (total * OF_MACHINE);
    long memory = Amounts.bytes(config.memory()).orElse(most / parallel);
    if (memory * parallel > most) {
      throw new IllegalArgumentException(
          "parallel is %d with %d MB each, but the machine has %d MB: lower parallel or memory"
              .formatted(parallel, memory >> 20, total >> 20));
    }
    return new Resources(threads, memory);
  }

  /** Flags of a JVM that stays within them. */
  List<String> flags() {
    long heap = Math.min(MOST_HEAP, memory / 3);
    var flags = new ArrayList<>(List.of("-Xms16m", "-XX:+UseSerialGC"));
    flags.add("-Xmx" + (heap >> 20) + "m");
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.add("-Dorg.bytedeco.javacpp.maxbytes=" + ((memory - heap) >> 20) + "m");
    flags.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (memory >> 20) + "m");
    flags.add("-Dorg.bytedeco.javacpp.logger=slf4j");
    flags.add("-Djava.awt.headless=true");
    return flags;
  }
}
