package io.pretext.augment;

import io.pretext.datasets.FixedSize;
import io.pretext.datasets.Image;
import java.util.List;
import java.util.SplittableRandom;

/** Smooth coloured pictures with noise, different for every index; index 13 may be unreadable. */
final class Pictures implements FixedSize {

  private final int size;
  private final int width;
  private final int height;
  private final boolean broken;

  Pictures(int size, int width, int height) {
    this(size, width, height, false);
  }

  Pictures(int size, int width, int height, boolean broken) {
    this.size = size;
    this.width = width;
    this.height = height;
    this.broken = broken;
  }

  static Image picture(int index, int width, int height) {
    return new Pictures(index + 1, width, height).image(index);
  }

  @Override
  public void copyRgb(int index, byte[] into) {
    if (broken && index == 13) {
      throw new IllegalArgumentException("the file ends after 7 bytes");
    }
    var random = new SplittableRandom(index);
    double[] phase = random.doubles(9).map(u -> u * 6).toArray();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          double u = 9.0 * x / width * Math.cos(phase[c]) + 9.0 * y / height * Math.sin(phase[c]);
          double level = 127 + 110 * Math.sin(u + phase[3 + c]) + 36 * random.nextDouble() - 18;
          into[3 * (y * width + x) + c] = (byte) (int) Math.max(0, Math.min(255, level));
        }
      }
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int label(int index) {
    return UNLABELLED;
  }

  @Override
  public String path(int index) {
    return "pictures#" + index;
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public String fingerprint() {
    return "pictures";
  }
}
