package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Turns the image grey (.299 R + .587 G + .114 B) with a given probability; channels stay three.
 */
public final class Grayscale extends MatTransform<Boolean> {

  private final double probability;
  private final Mat gray = new Mat();
  private final Mat out = new Mat();

  public Grayscale(Random random, double probability) {
    super(random);
    this.probability = probability;
  }

  @Override
  public Boolean draw(int width, int height, RandomGenerator random) {
    return ViewDraw.happens(probability, random);
  }

  @Override
  public Mat apply(Mat image, Boolean turn) {
    if (!turn) {
      return image;
    }
    opencv_imgproc.cvtColor(image, gray, opencv_imgproc.COLOR_BGR2GRAY);
    opencv_imgproc.cvtColor(gray, out, opencv_imgproc.COLOR_GRAY2BGR);
    return out;
  }
}
