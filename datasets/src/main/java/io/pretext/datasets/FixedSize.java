package io.pretext.datasets;

/**
 * A data set whose images all have one size, and whose pixels can be read without making an {@link
 * Image}: what a loader of small images copies from.
 */
public interface FixedSize extends Dataset {

  /** Width of every image in pixels. */
  int width();

  /** Height of every image in pixels. */
  int height();

  /**
   * Copies the pixels of one image, safely by many threads at once.
   *
   * @param into receives red, green, blue of each pixel, row by row: [H, W, 3], 0 to 255 unsigned;
   *     at least {@code 3 * width() * height()} long
   */
  void copyRgb(int index, byte[] into);

  @Override
  default Image image(int index) {
    byte[] rgb = new byte[3 * width() * height()];
    copyRgb(index, rgb);
    return new Image(width(), height(), rgb);
  }
}
