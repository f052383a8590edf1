package io.pretext.augment;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Everything random about one view of one image. The operations are applied in the order of the
 * components, the normalisation before the last.
 *
 * @param crop the part of the image that is resized to the view
 * @param flip mirrored left to right
 * @param shift moved by so many pixels
 * @param adjustments of {@link RandAugment}
 * @param jitter colour jitter, {@link Jitter#NONE} for none
 * @param gray turned grey, in three equal channels
 * @param sigma of the Gaussian blur in pixels of the view, 0 for none
 * @param solarize values of 128 and more inverted
 * @param erasing the part that becomes noise, {@link Erasing#NONE} for none
 */
public record ViewDraw(
    Crop crop,
    boolean flip,
    Shift shift,
    List<Adjustment> adjustments,
    Jitter jitter,
    boolean gray,
    double sigma,
    boolean solarize,
    Erasing erasing) {

  private static final double SHARPEST = 0.1;
  private static final double SOFTEST = 2.0;

  /**
   * The draw of one view, the same whoever asks and whenever.
   *
   * @param width of the image in pixels
   * @param height of the image in pixels
   * @param size side of the view in pixels
   * @param view number of the view among those of its image
   */
  public static ViewDraw of(
      ViewSpec spec, int width, int height, int size, long seed, int epoch, int index, int view) {
    return random(spec, width, height, size, new SplittableRandom(mix(seed, epoch, index, view)));
  }

  /** A draw from {@code random}. */
  public static ViewDraw random(
      ViewSpec spec, int width, int height, int size, RandomGenerator random) {
    List<Double> scale = spec.scale();
    List<Double> jitter = spec.jitter();
    Crop crop =
        spec.crop() == ViewSpec.Cropping.CENTRE
            ? Crop.centre(width, height, size)
            : Crop.random(width, height, scale.get(0), scale.get(1), random);
    boolean flip = happens(spec.flip(), random);
    Jitter jittered =
        happens(spec.jitterProbability(), random)
            ? Jitter.random(jitter.get(0), jitter.get(1), jitter.get(2), jitter.get(3), random)
            : Jitter.NONE;
    boolean gray = happens(spec.gray(), random);
    double sigma = happens(spec.blur(), random) ? sigma(random) : 0;
    boolean solarize = happens(spec.solarize(), random);
    // Drawn last, so that a recipe without them draws what it drew before there were any.
    Shift shift = Shift.random((int) Math.rint(spec.shift() * size), random);
    List<Adjustment> adjustments = spec.randAugment().draw(random);
    Erasing erasing = happens(spec.erase(), random) ? Erasing.random(size, random) : Erasing.NONE;
    return new ViewDraw(crop, flip, shift, adjustments, jittered, gray, sigma, solarize, erasing);
  }

  /** The sigma of a blur, uniform in [0.1, 2] pixels. */
  static double sigma(RandomGenerator random) {
    return SHARPEST + (SOFTEST - SHARPEST) * random.nextDouble();
  }

  static boolean happens(double probability, RandomGenerator random) {
    return random.nextDouble() < probability;
  }

  /** A seed of which every bit depends on every part. */
  static long mix(long... parts) {
    long mixed = 0;
    for (long part : parts) {
      // The finaliser of MurmurHash3 in Stafford's variant 13, which SplittableRandom uses as well.
      mixed = (mixed ^ part) + 0x9E3779B97F4A7C15L;
      mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
      mixed ^= mixed >>> 31;
    }
    return mixed;
  }
}
