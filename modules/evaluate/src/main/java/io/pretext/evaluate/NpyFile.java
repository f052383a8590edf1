package io.pretext.evaluate;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A matrix of floats on its way into NumPy's {@code .npy} format, row by row: version 1.0, {@code
 * float32}, little-endian, C order.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The npy
 *     format</a>
 */
public final class NpyFile implements Closeable {

  /** The data starts at a multiple of this many bytes. */
  private static final int ALIGNMENT = 64;

  /** Magic, version and length of the header. */
  private static final int PREFIX = 10;

  private final Path path;
  private final OutputStream out;
  private final long rows;
  private int dim = -1;
  private ByteBuffer line;
  private long written;

  /** A file at {@code path}, which will hold {@code rows} rows. */
  public NpyFile(Path path, long rows) throws IOException {
    this.path = path;
    this.out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
    this.rows = rows;
  }

  /**
   * Appends {@code part}; the first row decides how many values a row has.
   *
   * @throws UncheckedIOException if the disk is full, say
   */
  public void write(float[][] part) {
    try {
      for (float[] row : part) {
        write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  private void write(float[] row) throws IOException {
    if (dim < 0) {
      dim = row.length;
      line =
          ByteBuffer.allocate(Math.multiplyExact(dim, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      out.write(header(rows, dim));
    } else if (row.length != dim) {
      throw new IllegalArgumentException(
          "row " + written + " has " + row.length + " values, the rows before it " + dim);
    }
    line.asFloatBuffer().put(row);
    out.write(line.array());
    written++;
  }

  /**
   * Closes the file.
   *
   * @throws IOException if it does not hold the rows that its header speaks of
   */
  @Override
  public void close() throws IOException {
    out.close();
    if (written != rows) {
      throw new IOException("it holds " + written + " of " + rows + " rows");
    }
  }

  private static byte[] header(long rows, int dim) {
    String fields =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + dim + "), }";
    int unpadded = PREFIX + fields.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    String text = fields + " ".repeat(padding) + "\n";
    ByteBuffer header = ByteBuffer.allocate(PREFIX + text.length()).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    header.putShort((short) text.length());
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    return header.array();
  }
}
