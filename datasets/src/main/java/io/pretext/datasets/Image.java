package io.pretext.datasets;

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
}
