package io.pretext.app.run;

import java.nio.file.Files;
import java.nio.file.Path;

/** Names run directories that nobody named: {@code runs/cifar10-simclr-resnet20-2}. */
final class RunNames {

  private static final Path RUNS = Path.of("runs");

  private RunNames() {}

  /** The directory asked for; else the next free one, or on resuming the last one. */
  static Path directory(PretrainRequest request) {
    if (request.out().isPresent()) {
      return request.out().get();
    }
    String name = request.preset().replaceFirst("\\.ya?ml$", "").replaceAll("[^\\w.-]+", "-");
    Path last = RUNS.resolve(name);
    Path next = last;
    for (int i = 2; Files.exists(next); i++) {
      last = next;
      next = RUNS.resolve(name + "-" + i);
    }
    return request.resume() ? last : next;
  }
}
