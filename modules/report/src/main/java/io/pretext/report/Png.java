package io.pretext.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Pictures on disk. */
final class Png {

  private Png() {}

  /** Writes {@code image}, making missing folders; a reader never sees half a file. */
  static void write(BufferedImage image, Path path) {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      try {
        try (var out = Files.newOutputStream(temporary)) {
          ImageIO.write(image, "png", out);
        }
        Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }
}
