package io.pretext.app.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Names run directories that nobody named: {@code runs/cifar10-simclr-resnet20-2}. */
final class RunNames {

  private static final Path RUNS = Path.of("runs");

  private RunNames() {}

  /**
   * The directory asked for; else the next free one, or on resuming the last one.
   *
   * @param name of the run: its preset, say
   */
  static Path directory(String name, Optional<Path> out, boolean resume) {
    if (out.isPresent()) {
      return out.get();
    }
    String word = name.replaceFirst("\\.ya?ml$", "").replaceAll("[^\\w.-]+", "-");
    Path last = RUNS.resolve(word);
    Path next = last;
    for (int i = 2; Files.exists(next); i++) {
      last = next;
      next = RUNS.resolve(word + "-" + i);
    }
    return resume ? last : next;
  }
}
