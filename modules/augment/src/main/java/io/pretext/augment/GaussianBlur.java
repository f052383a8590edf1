package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Blurs the image with a given probability, sigma uniform in [0.1, 2] pixels (Chen et al. 2020,
 * appendix A), edge pixels repeated outside.
 */
public final class GaussianBlur extends MatTransform<Double> {

  private final double probability;
  private final Mat out = new Mat();

  public GaussianBlur(Random random, double probability) {
    super(random);
    this.probability = probability;
  }

  /** Draws the sigma in pixels, 0 for no blur. */
  @Override
  public Double draw(int width, int height, RandomGenerator random) {
    return ViewDraw.happens(probability, random) ? ViewDraw.sigma(random) : 0;
  }

  @Override
  public Mat apply(Mat image, Double sigma) {
    if (sigma == 0) {
      return image;
    }
    int side = 2 * Gaussian.radius(sigma) + 1;
    try (Size kernel = new Size(side, side)) {
      opencv_imgproc.GaussianBlur(image, out, kernel, sigma, sigma, opencv_core.BORDER_REPLICATE);
    }
    return out;
  }
}
