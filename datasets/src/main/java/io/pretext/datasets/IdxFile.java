package io.pretext.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An idx file of bytes, plain or gzipped: two zeros, type 8, the number of dimensions, the
 * dimensions as big-endian ints, the values.
 *
 * @param shape sizes of the dimensions
 * @param start where the values begin in {@code content}
 * @param content the whole file, unpacked
 */
record IdxFile(int[] shape, int start, byte[] content) {

  private static final int UNSIGNED_BYTE = 8;

  /** Reads {@code file}; its name ends in {@code .gz} if it is packed. */
  static IdxFile read(Path file, int dimensions) {
    int start = 4 + 4 * dimensions;
    try (InputStream in = open(file)) {
      byte[] header = in.readNBytes(start);
      ByteBuffer fields = ByteBuffer.wrap(header);
      if (header.length < start || fields.getInt() != (UNSIGNED_BYTE << 8 | dimensions)) {
        throw new IllegalArgumentException(
            "%s is not an idx file of bytes in %d dimensions: its first bytes are %s"
                .formatted(file, dimensions, Arrays.toString(header)));
      }
      int[] shape = new int[dimensions];
      long expected = start;
      long values = 1;
      for (int d = 0; d < dimensions; d++) {
        shape[d] = fields.getInt();
        values *= Math.max(0, shape[d]);
        if (values == 0 || values > Integer.MAX_VALUE / 2) {
          throw new IllegalArgumentException(
              "%s has an impossible size in its header: %s"
                  .formatted(file, Arrays.toString(shape)));
        }
      }
      expected += values;
      byte[] content = Arrays.copyOf(header, Math.toIntExact(expected));
      int found = start + fill(in, content, start);
      if (found < expected) {
        throw new IllegalArgumentException(
            "%s is truncated: expected %d bytes (unpacked), found %d; get the file again"
                .formatted(file, expected, found));
      }
      in.read(); // reaches the end of a gzip stream, which checks its sum
      return new IdxFile(shape, start, content);
    } catch (ZipException | EOFException e) {
      throw new IllegalArgumentException(
          "%s is not a whole gzip file (%s): get it again".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Reads until {@code into} is full or the input ends, early or not; returns how many bytes. */
  private static int fill(InputStream in, byte[] into, int from) throws IOException {
    int at = from;
    try {
      int read = 0;
      while (at < into.length && read >= 0) {
        read = in.read(into, at, into.length - at);
        at += Math.max(0, read);
      }
    } catch (EOFException e) {
      return at - from; // a gzip stream that was cut
    }
    return at - from;
  }
}
