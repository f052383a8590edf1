package io.pretext.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What the first bytes of an image file say, read without decoding it.
 *
 * @param format {@code jpeg}, {@code png} or {@code webp}, by content: the file's name is not asked
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 grey, 3 colour (a palette counts as colour); 2 and 4 have alpha, or are CMYK
 * @param whole whether the file ends as its format says; if not, only decoding it can tell
 * @param bytes size of the file
 * @param checksum CRC-32C of the first 4 KiB
 */
record ImageHeader(
    String format, int width, int height, int channels, boolean whole, long bytes, long checksum) {

  /** More than this is taken for damage: 3 bytes a pixel must fit an array. */
  private static final long MOST_PIXELS = 200_000_000;

  private static final int HEAD = 4096;
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int PNG_END = 0xae426082;
  private static final int JPEG_END = 0xffd9;

  /**
   * Reads the header.
   *
   * @throws IOException if the file cannot be read or is no image; the message says why
   */
  static ImageHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return new Reader(channel).header();
    } catch (EOFException e) {
      throw new IOException("the file ends in its header", e);
    }
  }

  /** Whether there are one (grey) or three channels. */
  boolean hasUsualChannels() {
    return channels == 1 || channels == 3;
  }

  /** Refuses what would not fit an array. */
  void requireModerateSize() throws IOException {
    if ((long) width * height > MOST_PIXELS) {
      throw new IOException("its header says " + width + " x " + height + " pixels");
    }
  }

  /** Reads numbers at any place of the file, most of them from its first bytes. */
  private static final class Reader {

    private final FileChannel channel;
    private final ByteBuffer head;
    private final long size;

    Reader(FileChannel channel) throws IOException {
      this.channel = channel;
      this.size = channel.size();
      this.head = ByteBuffer.allocate((int) Math.min(HEAD, size));
      read(head, 0);
    }

    ImageHeader header() throws IOException {
      if (size == 0) {
        throw new IOException("the file is empty");
      }
      if (u16(0) == 0xffd8) {
        return jpeg();
      }
      if (size >= 8 && at(0, 8).getLong() == PNG_SIGNATURE) {
        return png();
      }
      if (size >= 12 && text(0).equals("RIFF") && text(8).equals("WEBP")) {
        return webp();
      }
      throw new IOException("the content is neither JPEG nor PNG nor WebP");
    }

    /** Walks the segments to the start of the frame (ITU T.81, annex B). */
    private ImageHeader jpeg() throws IOException {
      long at = 2;
      while (true) {
        int marker = u16(at);
        if (marker < 0xff01) {
          throw new IOException("a JPEG segment does not start with a marker");
        }
        boolean frame = marker >= 0xffc0 && marker <= 0xffcf;
        boolean table = marker == 0xffc4 || marker == 0xffc8 || marker == 0xffcc;
        if (frame && !table) {
          boolean whole = u16(size - 2) == JPEG_END;
          return header("jpeg", u16(at + 7), u16(at + 5), at(at + 9, 1).get(), whole);
        }
        boolean fill = marker == 0xffff;
        boolean bare = marker == 0xff01 || marker >= 0xffd0 && marker <= 0xffd8;
        at += fill ? 1 : bare ? 2 : 2 + u16(at + 2);
      }
    }

    private ImageHeader png() throws IOException {
      int type = at(25, 1).get();
      int channels =
          switch (type) {
            case 0 -> 1;
            case 2, 3 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw new IOException("PNG has no colour type " + type);
          };
      boolean whole = at(size - 4, 4).getInt() == PNG_END;
      return header("png", at(16, 4).getInt(), at(20, 4).getInt(), channels, whole);
    }

    /** RFC 9649: lossy, lossless or extended. */
    private ImageHeader webp() throws IOException {
      ByteBuffer bytes = at(0, 30).order(ByteOrder.LITTLE_ENDIAN);
      boolean whole = size >= 8 + Integer.toUnsignedLong(bytes.getInt(4));
      String chunk = text(12);
      switch (chunk) {
        case "VP8 ":
          int lossyWidth = bytes.getShort(26) & 0x3fff;
          return header("webp", lossyWidth, bytes.getShort(28) & 0x3fff, 3, whole);
        case "VP8L":
          int bits = bytes.getInt(21);
          int channels = (bits >>> 28 & 1) == 1 ? 4 : 3;
          return header("webp", (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1, channels, whole);
        case "VP8X":
          int width = (bytes.getInt(24) & 0xffffff) + 1;
          int height = (bytes.getInt(26) >>> 8) + 1;
          return header("webp", width, height, (bytes.get(20) & 0x10) != 0 ? 4 : 3, whole);
        default:
          throw new IOException("WebP has no chunk " + chunk);
      }
    }

    private ImageHeader header(String format, int width, int height, int channels, boolean whole)
        throws IOException {
      if (width <= 0 || height <= 0) {
        throw new IOException("the header says %d x %d pixels".formatted(width, height));
      }
      CRC32C sum = new CRC32C();
      sum.update(head.array());
      return new ImageHeader(format, width, height, channels, whole, size, sum.getValue());
    }

    private int u16(long at) throws IOException {
      return at(at, 2).getShort() & 0xffff;
    }

    private String text(long at) throws IOException {
      return StandardCharsets.ISO_8859_1.decode(at(at, 4)).toString();
    }

    private ByteBuffer at(long at, int count) throws IOException {
      if (at >= 0 && at + count <= head.capacity()) {
        return head.slice((int) at, count);
      }
      ByteBuffer bytes = ByteBuffer.allocate(count);
      read(bytes, at);
      return bytes.rewind();
    }

    private void read(ByteBuffer into, long from) throws IOException {
      long at = from;
      while (into.hasRemaining()) {
        int count = at < 0 ? -1 : channel.read(into, at);
        if (count < 0) {
          throw new EOFException();
        }
        at += count;
      }
    }
  }
}
