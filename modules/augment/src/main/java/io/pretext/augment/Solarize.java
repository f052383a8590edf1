package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Inverts the levels of 128 and more, with a given probability. */
public final class Solarize extends MatTransform<Boolean> {

  private static final int THRESHOLD = 128;

  private final double probability;
  private final Mat table = new Mat(1, 256, opencv_core.CV_8UC1);
  private final Mat out = new Mat();

  public Solarize(Random random, double probability) {
    super(random);
    this.probability = probability;
    for (int level = 0; level < 256; level++) {
      table.data().put(level, (byte) (level < THRESHOLD ? level : 255 - level));
    }
  }

  @Override
  public Boolean draw(int width, int height, RandomGenerator random) {
    return ViewDraw.happens(probability, random);
  }

  @Override
  public Mat apply(Mat image, Boolean invert) {
    if (!invert) {
      return image;
    }
    opencv_core.LUT(image, table, out);
    return out;
  }
}
