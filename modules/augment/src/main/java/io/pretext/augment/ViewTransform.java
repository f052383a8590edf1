package io.pretext.augment;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** All the transforms of one view in a row, up to the normalisation and the erasing after it. */
public final class ViewTransform extends MatTransform<ViewDraw> {

  private final ViewSpec spec;
  private final int size;
  private final RandomResizedCrop crop;
  private final HorizontalFlip flip;
  private final RandomShift shift;
  private final RandomAdjustments adjustments;
  private final ColorJitter jitter;
  private final Grayscale gray;
  private final GaussianBlur blur;
  private final Solarize solarize;

  /**
   * @param image side of the global views in pixels
   */
  public ViewTransform(Random random, ViewSpec spec, int image) {
    super(random);
    this.spec = spec;
    this.size = spec.pixels(image);
    this.crop = new RandomResizedCrop(random, size, spec.scale(), spec.interpolation());
    this.flip = new HorizontalFlip(random, spec.flip());
    this.shift = new RandomShift(random, spec.shift());
    this.adjustments = new RandomAdjustments(random, spec.randAugment());
    this.jitter = new ColorJitter(random, spec.jitter(), spec.jitterProbability());
    this.gray = new Grayscale(random, spec.gray());
    this.blur = new GaussianBlur(random, spec.blur());
    this.solarize = new Solarize(random, spec.solarize());
  }

  @Override
  public ViewDraw draw(int width, int height, RandomGenerator random) {
    return ViewDraw.random(spec, width, height, size, random);
  }

  @Override
  public Mat apply(Mat image, ViewDraw draw) {
    Mat view = flip.apply(crop.apply(image, draw.crop()), draw.flip());
    view = adjustments.apply(shift.apply(view, draw.shift()), draw.adjustments());
    view = gray.apply(jitter.apply(view, draw.jitter()), draw.gray());
    return solarize.apply(blur.apply(view, draw.sigma()), draw.solarize());
  }
}
