package io.pretext.augment;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Changes brightness, contrast, saturation and hue in random order, with a given probability.
 *
 * <p>Brightness blends with black, contrast with the mean grey of the image, saturation with the
 * grey of each pixel; hue is shifted in HSV.
 */
public final class ColorJitter extends MatTransform<Jitter> {

  private static final int SAME_TYPE = -1;

  private final List<Double> amounts;
  private final double probability;
  private final Mat out = new Mat();
  private final Mat gray = new Mat();
  private final Mat wideGray = new Mat();
  private final Mat hsv = new Mat();

  /** What OpenCV takes for one scalar per channel: four doubles in a column. */
  private final Mat shift = new Mat(4, 1, opencv_core.CV_64FC1, Scalar.all(0));

  private final DoubleBuffer shiftValues = shift.createBuffer();

  /**
   * @param amounts of brightness, contrast, saturation and hue
   */
  public ColorJitter(Random random, List<Double> amounts, double probability) {
    super(random);
    this.amounts = List.copyOf(amounts);
    this.probability = probability;
  }

  @Override
  public Jitter draw(int width, int height, RandomGenerator random) {
    return ViewDraw.happens(probability, random)
        ? Jitter.random(amounts.get(0), amounts.get(1), amounts.get(2), amounts.get(3), random)
        : Jitter.NONE;
  }

  @Override
  public Mat apply(Mat image, Jitter jitter) {
    if (jitter.equals(Jitter.NONE)) {
      return image;
    }
    image.copyTo(out);
    for (int i = 0; i < Jitter.Operation.values().length; i++) {
      switch (jitter.operation(i)) {
        case BRIGHTNESS -> out.convertTo(out, SAME_TYPE, jitter.brightness(), 0);
        case CONTRAST -> contrast(jitter.contrast());
        case SATURATION -> saturation(jitter.saturation());
        case HUE -> hue(jitter.hue());
        default -> throw new IllegalStateException(jitter.toString());
      }
    }
    return out;
  }

  private void contrast(double factor) {
    opencv_imgproc.cvtColor(out, gray, opencv_imgproc.COLOR_BGR2GRAY);
    try (Scalar mean = opencv_core.mean(gray)) {
      out.convertTo(out, SAME_TYPE, factor, (1 - factor) * Math.rint(mean.get(0)));
    }
  }

  private void saturation(double factor) {
    opencv_imgproc.cvtColor(out, gray, opencv_imgproc.COLOR_BGR2GRAY);
    opencv_imgproc.cvtColor(gray, wideGray, opencv_imgproc.COLOR_GRAY2BGR);
    opencv_core.addWeighted(out, factor, wideGray, 1 - factor, 0, out);
  }

  private void hue(double turns) {
    if (turns == 0) {
      return;
    }
    out.convertTo(hsv, opencv_core.CV_32F, 1.0 / 255, 0);
    opencv_imgproc.cvtColor(hsv, hsv, opencv_imgproc.COLOR_BGR2HSV);
    // From HSV, OpenCV takes any hue that is not negative, modulo 360 degrees.
    double degrees = 360 * (turns < 0 ? turns + 1 : turns);
    shiftValues.put(0, degrees);
    opencv_core.add(hsv, shift, hsv);
    opencv_imgproc.cvtColor(hsv, hsv, opencv_imgproc.COLOR_HSV2BGR);
    hsv.convertTo(out, opencv_core.CV_8U, 255, 0);
  }
}
