package io.pretext.datasets;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG and WebP through {@code javax.imageio}.
 *
 * <p>Samples are taken as stored: no colour profile is applied, EXIF orientation is not, 16-bit
 * samples keep their upper byte and transparent palette entries their colour. {@code
 * BufferedImage.getRGB} is avoided because it changes the values of grey images.
 */
final class ImageDecoder {

  private ImageDecoder() {}

  /**
   * Decodes a file of one or three channels.
   *
   * @throws IOException if the file is damaged; the message says how
   */
  static Image decode(Path file, String format) throws IOException {
    return decode(file, format, new ArrayList<>());
  }

  /**
   * Decodes a file that does not end as its format says: readers fill the missing part of a cut
   * JPEG with grey, and only warn.
   *
   * @throws IOException if the file is damaged or its reader has anything to say about it
   */
  static void verify(Path file, String format) throws IOException {
    whole(file, format);
  }

  /**
   * Decodes a file that may have been cut short; see {@link #verify}.
   *
   * @throws IOException if the file is damaged or its reader has anything to say about it
   */
  static Image whole(Path file, String format) throws IOException {
    List<String> warnings = new ArrayList<>();
    Image image = decode(file, format, warnings);
    if (!warnings.isEmpty()) {
      throw new IOException("the file is truncated or damaged: " + warnings.get(0));
    }
    return image;
  }

  private static Image decode(Path file, String format, List<String> warnings) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IOException("this Java has no reader for " + format);
    }
    byte[] content = Files.readAllBytes(file);
    ImageReader reader = readers.next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      return rgb(reader.read(0));
    } catch (RuntimeException e) {
      // Readers meet damaged files with many kinds of exception.
      throw new IOException("the content is damaged (" + e + ")", e);
    } finally {
      reader.dispose();
    }
  }

  /** The samples of {@code image} as they are stored, without transparency. */
  static Image rgb(BufferedImage image) {
    if (image.getSampleModel().getSampleSize(0) % Byte.SIZE != 0 && !isPalette(image)) {
      return rgb(redrawn(image));
    }
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    if (image.getColorModel() instanceof IndexColorModel palette) {
      palette(image.getRaster(), palette, rgb);
    } else {
      samples(image.getRaster(), rgb);
    }
    return new Image(width, height, rgb);
  }

  private static boolean isPalette(BufferedImage image) {
    return image.getColorModel() instanceof IndexColorModel;
  }

  /** Colours of five or six bits become colours of eight. */
  private static BufferedImage redrawn(BufferedImage image) {
    var redrawn =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = redrawn.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return redrawn;
  }

  private static void palette(Raster raster, IndexColorModel palette, byte[] rgb) {
    int width = raster.getWidth();
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        rgb[to++] = (byte) palette.getRed(index);
        rgb[to++] = (byte) palette.getGreen(index);
        rgb[to++] = (byte) palette.getBlue(index);
      }
    }
  }

  private static void samples(Raster raster, byte[] rgb) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int second = bands < 3 ? 0 : 1;
    int third = bands < 3 ? 0 : 2;
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int at = 0; at < row.length; at += bands) {
        rgb[to++] = (byte) (row[at] >> shift);
        rgb[to++] = (byte) (row[at + second] >> shift);
        rgb[to++] = (byte) (row[at + third] >> shift);
      }
    }
  }
}
