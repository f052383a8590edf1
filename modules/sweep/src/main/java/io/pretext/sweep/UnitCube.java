package io.pretext.sweep;

import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.random.Well19937c;

/** Points in [0, 1) that are spread better than independent ones. */
final class UnitCube {

  /** Coordinates of commons-math's Sobol sequence are multiples of 2^-52. */
  private static final double SCALE = 0x1p52;

  private UnitCube() {}

  /**
   * Sobol's sequence, every digit of a coordinate flipped or not by the seed: the shift keeps what
   * makes the sequence even, and takes its first point out of the corner.
   *
   * @see <a href="https://doi.org/10.1007/978-1-4612-2552-2_10">Owen, 1995</a>, on randomising nets
   */
  static Iterator<double[]> sobol(int dimensions, long seed) {
    RandomGenerator random = new Well19937c(seed);
    long[] shift = new long[dimensions];
    for (int d = 0; d < dimensions; d++) {
      shift[d] = random.nextLong() >>> 12;
    }
    var sequence = new SobolSequenceGenerator(dimensions);
    return Stream.generate(sequence::nextVector).map(point -> shifted(point, shift)).iterator();
  }

  private static double[] shifted(double[] point, long[] shift) {
    double[] moved = new double[point.length];
    for (int d = 0; d < point.length; d++) {
      moved[d] = ((long) (point[d] * SCALE) ^ shift[d]) / SCALE;
    }
    return moved;
  }

  /**
   * A Latin hypercube: {@code count} points, one in each of as many slices of every dimension.
   *
   * @see <a href="https://doi.org/10.1080/00401706.1979.10489755">McKay et al., 1979</a>
   */
  static Iterator<double[]> latin(int dimensions, int count, long seed) {
    RandomGenerator random = new Well19937c(seed);
    double[][] points = new double[count][dimensions];
    for (int d = 0; d < dimensions; d++) {
      int[] slices = IntStream.range(0, count).toArray();
      for (int i = count - 1; i >= 0; i--) {
        int j = random.nextInt(i + 1);
        int slice = slices[j];
        slices[j] = slices[i];
        points[i][d] = (slice + random.nextDouble()) / count;
      }
    }
    return Stream.of(points).iterator();
  }
}
