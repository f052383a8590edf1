package io.pretext.engine.onednn;

import io.pretext.engine.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** Refuses a plan that this machine cannot hold, before anything is allocated. */
final class MachineMemory {

  private static final long MEGABYTE = 1 << 20;

  private MachineMemory() {}

  static void require(Step.Memory need) {
    long free = free();
    if (need.total() > free) {
      throw new IllegalArgumentException(
          String.format(
              "the step needs %d MB (%d for parameters, %d for activations) and %d MB are free;"
                  + " use a smaller batch, image or backbone",
              need.total() / MEGABYTE,
              need.parameters() / MEGABYTE,
              need.activations() / MEGABYTE,
              free / MEGABYTE));
    }
  }

  private static long free() {
    long limit =
        Pointer.maxBytes() > 0 ? Pointer.maxBytes() - Pointer.totalBytes() : Long.MAX_VALUE;
    return Math.min(limit, available());
  }

  /** What the system says is available, where it says so. */
  private static long available() {
    Path info = Path.of("/proc/meminfo");
    if (!Files.isReadable(info)) {
      return Pointer.availablePhysicalBytes();
    }
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
