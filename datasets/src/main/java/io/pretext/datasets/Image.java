package io.pretext.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Decoded pixels.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb red, green, blue of each pixel, row by row: [H, W, 3], 0 to 255 unsigned
 */
public record Image(int width, int height, byte[] rgb) {

  public Image {
    if (rgb.length != 3 * width * height) {
      throw new IllegalArgumentException(
          "an image of "
              + width
              + " x "
              + height
              + " has "
              + 3 * width * height
              + " values in three channels, got "
              + rgb.length);
    }
  }

  /**
   * Decodes a JPEG, PNG or WebP file of one channel or three.
   *
   * @throws IOException if it cannot be read, is damaged or cut short; the message says how
   */
  public static Image read(Path file) throws IOException {
    ImageHeader header = ImageHeader.read(file);
    header.requireModerateSize();
    if (!header.hasUsualChannels()) {
      throw new IOException("it has " + header.channels() + " channels, one or three are wanted");
    }
    return ImageDecoder.whole(file, header.format());
  }

  /** The pixels of {@code image}; transparency is left out. */
  public static Image of(BufferedImage image) {
    return ImageDecoder.rgb(image);
  }
}
