package io.pretext.app;

import io.pretext.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests do with run directories. */
final class Runs {

  private Runs() {}

  /** What was logged, without the times; nothing before a run has begun. */
  static List<Map<String, Object>> metrics(Path run) throws IOException {
    if (!Files.exists(run.resolve("metrics.jsonl"))) {
      return List.of();
    }
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .filter(line -> line.endsWith("}"))
        .map(line -> Json.parse("metrics", line))
        .peek(m -> m.keySet().removeIf(key -> key.contains("second")))
        .toList();
  }

  /**
   * Copies a run. Kernels are chosen by measuring, so runs are compared that share their first
   * epoch.
   */
  static Path copy(Path run, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(run.relativize(file).toString()));
      }
    }
    return to;
  }

  /** Waits until {@code process}, which trains in {@code run}, has logged so many lines. */
  static void await(Process process, Path run, int lines) throws IOException, InterruptedException {
    for (int i = 0; i < 6000 && process.isAlive() && metrics(run).size() < lines; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
