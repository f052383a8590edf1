package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Mirrors the image left to right with a given probability. */
public final class HorizontalFlip extends MatTransform<Boolean> {

  private static final int AROUND_VERTICAL_AXIS = 1;

  private final double probability;
  private final Mat out = new Mat();

  public HorizontalFlip(Random random, double probability) {
    super(random);
    this.probability = probability;
  }

  @Override
  public Boolean draw(int width, int height, RandomGenerator random) {
    return ViewDraw.happens(probability, random);
  }

  @Override
  public Mat apply(Mat image, Boolean flip) {
    if (!flip) {
      return image;
    }
    opencv_core.flip(image, out, AROUND_VERTICAL_AXIS);
    return out;
  }
}
