package io.pretext.app.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this computer is, as far as training cares. */
public final class Machine {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path STATUS = Path.of("/proc/self/status");

  private Machine() {}

  /** Cores this process may use. */
  public static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Bytes of memory this process may use: the machine's, or its container's. */
  public static long memory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }

  /** {@code AMD EPYC 7B13}, or the architecture where the system does not say. */
  public static String processor() {
    return cpuinfo("model name").orElse(System.getProperty("os.arch"));
  }

  /** {@code AMD EPYC 7B13, 2 cores, 8 GB of memory}. */
  public static String inWords() {
    return "%s, %d cores, %d GB of memory"
        .formatted(processor(), cores(), Math.round(memory() / (double) (1 << 30)));
  }

  /**
   * Which instructions there are for arithmetic, the best first: {@code amx}, {@code avx512},
   * {@code avx2}, or the architecture's name. Figures carry it, and runs resume exactly within it.
   */
  public static String processorClass() {
    Set<String> flags =
        cpuinfo("flags")
            .map(line -> Arrays.stream(line.split(" ")).collect(Collectors.toSet()))
            .orElse(Set.of());
    if (flags.contains("amx_bf16")) {
      return "amx";
    }
    if (flags.contains("avx512f")) {
      return "avx512";
    }
    return flags.contains("avx2") ? "avx2" : System.getProperty("os.arch");
  }

  /** Most memory this process ever held, in MB of 2^20 bytes; 0 where the system does not say. */
  public static long peakMemoryMb() {
    return megabytes("VmHWM");
  }

  /** Memory this process holds now, in MB of 2^20 bytes; 0 where the system does not say. */
  public static long residentMemoryMb() {
    return megabytes("VmRSS");
  }

  /**
   * Name, memory and compute capability of each NVIDIA GPU as its driver tells them; often none.
   */
  public static Optional<String> gpus() {
    try {
      Process query =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,memory.total,compute_cap",
                  "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!query.waitFor(10, TimeUnit.SECONDS)) {
        query.destroyForcibly();
        return Optional.empty();
      }
      String answer = new String(query.getInputStream().readAllBytes()).strip();
      return query.exitValue() == 0 && !answer.isEmpty() ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static long megabytes(String key) {
    return value(STATUS, key).map(line -> Long.parseLong(line.split(" ")[0]) / 1024).orElse(0L);
  }

  private static Optional<String> cpuinfo(String key) {
    return value(CPUINFO, key);
  }

  private static Optional<String> value(Path file, String key) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
