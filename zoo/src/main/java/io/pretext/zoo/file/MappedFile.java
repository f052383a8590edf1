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
 * <p>{@link #at} maps one window at a time, for whoever jumps about: headers, pickles, views with
 * strides. {@link #read} copies, which is as fast from one end to the other and takes no memory: a
 * mapped page counts as the process's own until the collector lets go of it. May be used by many
 * threads.
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

  /** Fills {@code bytes} with what begins at {@code offset}. */
  void read(long offset, ByteBuffer bytes) {
    try {
      for (long at = offset; bytes.hasRemaining(); ) {
        int count = channel.read(bytes, at);
        if (count < 0) {
          throw new EOFException("the file ends too early");
        }
        at += count;
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Window look(long offset, long count) {
    if (size <= SMALL) {
      ByteBuffer all = ByteBuffer.allocate((int) size);
      read(0, all);
      return new Window(0, all.flip().asReadOnlyBuffer());
    }
    try {
      return new Window(offset, channel.map(FileChannel.MapMode.READ_ONLY, offset, count));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
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
