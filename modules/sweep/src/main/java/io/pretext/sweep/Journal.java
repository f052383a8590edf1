package io.pretext.sweep;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A file of one JSON object per line that only grows. A line is on the disk when {@link #append}
 * returns; one that was cut off while it was written counts as never begun.
 */
final class Journal implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the file to append to it, and removes what was cut off at its end. */
  static Journal open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      byte[] bytes = Files.readAllBytes(file);
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      channel.truncate(whole).position(whole);
      return new Journal(file, channel);
    } catch (IOException e) {
      throw cannot("open", file, e);
    }
  }

  /** Adds a line and forces it to the disk. */
  void append(Map<String, ?> line) {
    try {
      byte[] bytes = (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
      AtomicFile.writeFully(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
    } catch (IOException e) {
      throw cannot("write", file, e);
    }
  }

  private static UncheckedIOException cannot(String what, Path file, IOException e) {
    return new UncheckedIOException("cannot %s %s: %s".formatted(what, file, e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannot("close", file, e);
    }
  }
}
