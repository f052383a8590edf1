package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** Moves a square image by up to a part of its side, both ways; black comes in. */
public final class RandomShift extends MatTransform<Shift> {

  private final double most;
  private final PlanesOfMat planes = new PlanesOfMat();

  /**
   * @param most relative to the side
   */
  public RandomShift(Random random, double most) {
    super(random);
    this.most = most;
  }

  @Override
  public Shift draw(int width, int height, RandomGenerator random) {
    return Shift.random((int) Math.rint(most * width), random);
  }

  @Override
  public Mat apply(Mat image, Shift shift) {
    if (shift.equals(Shift.NONE)) {
      return image;
    }
    shift.apply(planes.of(image), image.cols());
    return planes.back(image);
  }
}
