package io.pretext.datasets;

import java.nio.ByteBuffer;

/** How a binary format orders the pixels of one image. */
enum Layout {

  /** All red values row by row, then green, then blue: CIFAR. */
  PLANES_BY_ROW(3) {
    @Override
    void copy(ByteBuffer from, int at, int width, int height, byte[] into) {
      int plane = width * height;
      for (int pixel = 0, to = 0; pixel < plane; pixel++) {
        into[to++] = from.get(at + pixel);
        into[to++] = from.get(at + plane + pixel);
        into[to++] = from.get(at + 2 * plane + pixel);
      }
    }
  },

  /** All red values column by column, then green, then blue: STL-10. */
  PLANES_BY_COLUMN(3) {
    @Override
    void copy(ByteBuffer from, int at, int width, int height, byte[] into) {
      for (int channel = 0; channel < 3; channel++) {
        int plane = at + channel * width * height;
        for (int x = 0; x < width; x++) {
          for (int y = 0; y < height; y++) {
            into[3 * (y * width + x) + channel] = from.get(plane + x * height + y);
          }
        }
      }
    }
  },

  /** One grey value for each pixel, row by row, widened to three channels: MNIST. */
  GREY_BY_ROW(1) {
    @Override
    void copy(ByteBuffer from, int at, int width, int height, byte[] into) {
      for (int pixel = 0, to = 0; pixel < width * height; pixel++) {
        byte grey = from.get(at + pixel);
        into[to++] = grey;
        into[to++] = grey;
        into[to++] = grey;
      }
    }
  };

  private final int channels;

  Layout(int channels) {
    this.channels = channels;
  }

  int bytes(int width, int height) {
    return channels * width * height;
  }

  /** Writes red, green, blue of each pixel, row by row. */
  abstract void copy(ByteBuffer from, int at, int width, int height, byte[] into);
}
