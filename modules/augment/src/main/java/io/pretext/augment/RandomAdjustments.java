package io.pretext.augment;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** Does to a square image what a {@link RandAugment} draws. */
public final class RandomAdjustments extends MatTransform<List<Adjustment>> {

  private final RandAugment policy;
  private final Adjuster adjuster = new Adjuster();
  private final PlanesOfMat planes = new PlanesOfMat();

  public RandomAdjustments(Random random, RandAugment policy) {
    super(random);
    this.policy = policy;
  }

  @Override
  public List<Adjustment> draw(int width, int height, RandomGenerator random) {
    return policy.draw(random);
  }

  @Override
  public Mat apply(Mat image, List<Adjustment> adjustments) {
    if (adjustments.isEmpty()) {
      return image;
    }
    adjuster.apply(adjustments, planes.of(image), image.cols());
    return planes.back(image);
  }
}
