package io.pretext.zoo.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file whose bytes are looked at in place.
 *
 * <p>One window is mapped at a time: what was looked at before can leave the memory of the process,
 * so that reading a file of any size takes the memory of a window. May be used by many threads.
 */
final class MappedFile implements AutoCloseable {

  private static final int WINDOW = 1 << 24;

  /** Up to here, copying is cheaper than changing the process's map of memory. */
  private static final int SMALL = 1 << 18;

  private record Window(long start, ByteBuffer bytes) {
    boolean holds(long offset, long count) {
      return offset >= start && offset + count <= start + bytes.limit();
    }
  }

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private volatile Window window = new Window(0, ByteBuffer.allocate(0));

  private MappedFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
  }

  static MappedFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new MappedFile(path, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /**
   * Bytes {@code offset} to {@code offset + count}, little endian; read-only.
   *
   * @throws IllegalArgumentException if the file does not have them, or they are 2 GB or more
   */
  ByteBuffer at(long offset, long count) {
    if (offset < 0 || count < 0 || offset > size - count) {
      throw new IllegalArgumentException(
          path + " is truncated: bytes " + offset + " to " + (offset + count) + " are missing");
    }
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          path + " is not read in pieces of 2 GB or more, one of " + count + " bytes is asked for");
    }
    Window current = window;
    if (!current.holds(offset, count)) {
      current = look(offset, Math.min(size - offset, Math.max(count, WINDOW)));
      // A large one is for its caller only: kept, it would grow to the size of the file.
      window = current.bytes.limit() > WINDOW ? window : current;
    }
    return current
        .bytes
        .slice((int) (offset - current.start), (int) count)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private Window look(long offset, long count) {
    try {
      return size <= SMALL
          ? new Window(0, copy())
          : new Window(offset, channel.map(FileChannel.MapMode.READ_ONLY, offset, count));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private ByteBuffer copy() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, bytes.position()) < 0) {
        throw new EOFException("the file ends too early");
      }
    }
    return bytes.flip().asReadOnlyBuffer();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
