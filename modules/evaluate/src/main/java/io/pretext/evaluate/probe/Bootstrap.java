package io.pretext.evaluate.probe;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where the mean of some values may lie: percentiles of the means of as many values drawn from them
 * with replacement, over and over.
 *
 * @param low 2.5 per cent of the means are below
 * @param high 2.5 per cent of the means are above
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron, 1979</a>
 */
public record Bootstrap(double low, double high) {

  private static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;

  /** Keeps these draws apart from others of the same seed. */
  private static final long DRAWS = 0x424F4F54L;

  /** The 95 % interval of the mean of {@code values}; the same for the same seed. */
  public static Bootstrap of(double[] values, long seed) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there is no value to draw from");
    }
    var random = new SplittableRandom(seed * 31 + DRAWS);
    var means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    return new Bootstrap(percentile(means, TAIL), percentile(means, 1 - TAIL));
  }

  /** Between the two nearest of the sorted values. */
  private static double percentile(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
