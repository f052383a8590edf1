package io.pretext.evaluate.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a {@code .npy} file of little-endian float32 in C order, mapped into memory: however
 * many there are, the heap holds none of them.
 */
final class MappedRows implements Rows {

  private static final int PREFIX = 10;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,9}), (\\d{1,9})\\), \\} *\n");

  /** A mapping ends at a whole row, and before what an int can count. */
  private static final long MAPPING = 1L << 30;

  private final int size;
  private final int dim;
  private final int perMapping;
  private final FloatBuffer[] mappings;

  private MappedRows(int size, int dim, int perMapping, FloatBuffer[] mappings) {
    this.size = size;
    this.dim = dim;
    this.perMapping = perMapping;
    this.mappings = mappings;
  }

  /**
   * Maps a file.
   *
   * @throws IOException if it cannot be read, is cut, or holds something else
   */
  static MappedRows open(Path npy) throws IOException {
    try (FileChannel channel = FileChannel.open(npy)) {
      ByteBuffer prefix = read(channel, 0, PREFIX);
      boolean known = prefix.get(0) == (byte) 0x93 && prefix.get(6) == 1;
      int header = known ? prefix.getShort(8) & 0xffff : 0;
      String text = StandardCharsets.US_ASCII.decode(read(channel, PREFIX, header)).toString();
      Matcher shape = HEADER.matcher(text);
      if (!shape.matches()) {
        throw new IOException(npy + " is no .npy file of float32 rows");
      }
      int size = Integer.parseInt(shape.group(1));
      int dim = Integer.parseInt(shape.group(2));
      long start = PREFIX + header;
      if (channel.size() != start + (long) size * dim * Float.BYTES) {
        throw new IOException(npy + " does not hold the rows that its header speaks of");
      }
      return map(channel, start, size, dim);
    }
  }

  private static MappedRows map(FileChannel channel, long start, int size, int dim)
      throws IOException {
    long row = (long) dim * Float.BYTES;
    int perMapping = (int) Math.max(1, Math.min(size, MAPPING / Math.max(1, row)));
    var mappings = new FloatBuffer[(size + perMapping - 1) / perMapping];
    for (int i = 0; i < mappings.length; i++) {
      long first = (long) i * perMapping;
      long rows = Math.min(perMapping, size - first);
      mappings[i] =
          channel
              .map(FileChannel.MapMode.READ_ONLY, start + first * row, rows * row)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
    }
    return new MappedRows(size, dim, perMapping, mappings);
  }

  private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file ends in its header");
      }
    }
    return buffer.flip();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int dim() {
    return dim;
  }

  @Override
  public void read(int row, float[] into, int offset) {
    mappings[row / perMapping].get(row % perMapping * dim, into, offset, dim);
  }
}
