package io.pretext.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file all at once: whoever reads it sees the old content or the new, never a part.
 *
 * <p>The content goes to a temporary file beside it, is forced to the disk, and takes the name
 * last. A full disk or a killed process leaves the old file as it was.
 */
public final class AtomicFile {

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /** Replaces {@code file} by {@code text} in UTF-8. */
  public static void write(Path file, String text) {
    write(file, channel -> writeFully(channel, StandardCharsets.UTF_8.encode(text)));
  }

  /**
   * Replaces {@code file} by {@code content}.
   *
   * @throws UncheckedIOException if it cannot be written; the old file, if any, is then intact
   */
  public static void write(Path file, Content content) {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(temporary, e);
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      remove(temporary, e);
      throw e;
    }
  }

  /** Writes all that remains in {@code bytes}; a channel may take less at a time. */
  public static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void remove(Path temporary, Exception reason) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
