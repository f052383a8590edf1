package io.pretext.evaluate.supervised;

import io.pretext.config.Check;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How the images of a batch are mixed with each other, and their targets with them: image i with
 * image N - 1 - i, all in the same way, as in timm.
 *
 * @param mixup parameter of the Beta distribution of the mixing weight; 0 for no mixup
 * @param cutmix the same of cutmix; 0 for no cutmix
 * @param probability that a batch is mixed at all
 * @param switching probability of cutmix where there are both
 * @param smoothing part of a target that is spread over all classes
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al., 2017</a> (mixup)
 * @see <a href="https://arxiv.org/abs/1905.04899">Yun et al., 2019</a> (cutmix)
 */
public record Mixing(
    double mixup, double cutmix, double probability, double switching, double smoothing) {

  /** Keeps these draws apart from others of the same seed. */
  private static final long BATCHES = 0x4D49584544L;

  /** Spreads a counter over all bits. */
  private static final long ODD = 0x9E3779B97F4A7C15L;

  public Mixing {
    Check.nonNegative("mixup", mixup);
    Check.nonNegative("cutmix", cutmix);
    Check.fraction("probability", probability);
    Check.fraction("switching", switching);
    Check.below("smoothing", smoothing, 0, 1);
  }

  static Map<String, ?> defaults() {
    return Map.of(
        "mixup", 0.0, "cutmix", 0.0, "probability", 1.0, "switching", 0.5, "smoothing", 0.0);
  }

  /** No mixing and no smoothing. */
  public static Mixing none() {
    return new Mixing(0, 0, 1, 0.5, 0);
  }

  /**
   * How one batch of a training is mixed, the same whoever asks and whenever.
   *
   * @param epoch counted from 0
   * @param step of the epoch, counted from 0
   * @param size side of its images in pixels
   */
  public Mix of(long seed, int epoch, int step, int size) {
    var epochs = new SplittableRandom(seed * 31 + BATCHES).split();
    long place = (long) epoch << 32 | step;
    return draw(size, new SplittableRandom(epochs.nextLong() ^ place * ODD));
  }

  /**
   * Draws how one batch is mixed.
   *
   * @param size side of its images in pixels
   */
  Mix draw(int size, RandomGenerator random) {
    boolean neither = mixup == 0 && cutmix == 0;
    if (neither || random.nextDouble() >= probability) {
      return Mix.NONE;
    }
    boolean cut = mixup == 0 || cutmix > 0 && random.nextDouble() < switching;
    double weight = Beta.symmetric(cut ? cutmix : mixup, random);
    return cut ? Mix.cut(weight, size, random) : Mix.blend(weight);
  }
}
