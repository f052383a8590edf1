package io.pretext.evaluate.supervised;

import java.util.random.RandomGenerator;

/** Draws from the Beta distribution. */
final class Beta {

  private Beta() {}

  /** From Beta(a, a): a part of two independent draws from Gamma(a). */
  static double symmetric(double a, RandomGenerator random) {
    double x = logGamma(a, random);
    double y = logGamma(a, random);
    // In logarithms, because Gamma(a) of a small a is often too small for a double.
    return 1 / (1 + Math.exp(y - x));
  }

  /**
   * The logarithm of a draw from Gamma(a).
   *
   * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang, 2000</a>
   */
  private static double logGamma(double a, RandomGenerator random) {
    if (a < 1) {
      return logGamma(a + 1, random) + Math.log(1 - random.nextDouble()) / a;
    }
    double d = a - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      double u = 1 - random.nextDouble();
      if (v > 0 && Math.log(u) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return Math.log(d * v);
      }
    }
  }
}
