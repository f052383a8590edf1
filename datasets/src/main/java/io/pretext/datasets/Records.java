package io.pretext.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of one length in one or more files, in file order.
 *
 * <p>Files are mapped, so that only what is read takes memory, and that in the system's page cache
 * (STL-10's unlabelled part alone is larger than a Java array). Reading is by position and safe for
 * many threads.
 */
final class Records {

  /** A mapping holds at most this many bytes: positions in a buffer are ints. */
  private static final int LARGEST_MAPPING = 1 << 30;

  private final int length;
  private final List<Part> parts;
  private final int size;

  /** {@code count} records from {@code start} in {@code bytes}; the first is {@code first} here. */
  private record Part(String file, ByteBuffer bytes, int start, int first, int inFile, int count) {}

  private Records(int length, List<Part> parts) {
    this.length = length;
    this.parts = List.copyOf(parts);
    this.size = parts.stream().mapToInt(Part::count).sum();
  }

  /** Records in memory, after a header of {@code start} bytes. */
  static Records of(String file, byte[] content, int start, int length, int count) {
    return new Records(
        length, List.of(new Part(file, ByteBuffer.wrap(content), start, 0, 0, count)));
  }

  /** Maps every file, each a whole number of records. */
  static Records map(List<Path> files, int length) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        int count = Math.toIntExact(channel.size() / length);
        int most = LARGEST_MAPPING / length;
        for (int at = 0; at < count; at += most) {
          int here = Math.min(most, count - at);
          ByteBuffer bytes =
              channel.map(MapMode.READ_ONLY, (long) at * length, (long) here * length);
          parts.add(new Part(file.getFileName().toString(), bytes, 0, first, at, here));
          first += here;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return new Records(length, parts);
  }

  /**
   * Refuses a file that is missing, empty or not a whole number of records.
   *
   * @param official how many records the published file has, for the message
   * @return whether the file is as long as the published one
   */
  static boolean check(Path file, int length, int official) {
    String expected =
        "%d bytes (%d images of %d bytes)".formatted((long) official * length, official, length);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s is missing: expected a file of %s".formatted(file, expected));
    }
    try {
      long found = Files.size(file);
      if (found == 0 || found % length != 0) {
        throw new IllegalArgumentException(
            "%s is truncated or of another kind: expected %s, found %d; get the file again"
                .formatted(file, expected, found));
      }
      return found == (long) official * length;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  int size() {
    return size;
  }

  /** The buffer that holds record {@code index}, to be read by position only. */
  ByteBuffer bytes(int index) {
    return part(index).bytes();
  }

  /** Where record {@code index} starts in its buffer. */
  int offset(int index) {
    Part part = part(index);
    return part.start() + (index - part.first()) * length;
  }

  /** File and place in it: {@code data_batch_2.bin#17}. */
  String where(int index) {
    Part part = part(index);
    return part.file() + "#" + (part.inFile() + index - part.first());
  }

  private Part part(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("record %d of %d".formatted(index, size));
    }
    for (Part part : parts) {
      if (index < part.first() + part.count()) {
        return part;
      }
    }
    throw new AssertionError("parts cover every record");
  }
}
