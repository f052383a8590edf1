package io.pretext.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Whether embeddings still differ from each other; a method that fails often fails by mapping every
 * image to one point, or to few directions, while its loss looks well.
 *
 * @param spread mean over the dimensions of the standard deviation of l2-normalised embeddings,
 *     times sqrt(D): 1 if they fill the sphere evenly, 0 if they are all alike
 * @param effectiveRank exponential of the entropy of the normalised singular values of the centred
 *     embeddings, in [1, min(rows, D)]
 * @param rows how many embeddings were seen
 * @param dimensions D
 * @see <a href="https://arxiv.org/abs/2011.10566">Chen and He, 2020</a>, section 4.1, for the
 *     spread
 * @see <a href="https://infoscience.epfl.ch/record/110188">Roy and Vetterli, 2007</a>, for the rank
 */
public record Collapse(double spread, double effectiveRank, int rows, int dimensions) {

  /** Below a tenth of the sphere's spread, images are told apart by little more than noise. */
  private static final double LEAST_SPREAD = 0.1;

  /** Fewer directions than a fortieth of those there could be. */
  private static final double LEAST_RANK = 0.025;

  /** More rows would change the figures little and cost their cube. */
  private static final int MOST_ROWS = 512;

  /**
   * Measures the first rows of {@code embeddings}, at most 512.
   *
   * @param embeddings [rows, dimensions], row-major
   */
  public static Collapse of(float[] embeddings, int dimensions) {
    if (dimensions < 1 || embeddings.length == 0 || embeddings.length % dimensions != 0) {
      throw new IllegalArgumentException(
          embeddings.length + " values are not rows of " + dimensions);
    }
    double[][] centred = centredOnSphere(embeddings, dimensions);
    double deviations = 0;
    for (int d = 0; d < dimensions; d++) {
      double squares = 0;
      for (double[] row : centred) {
        squares += row[d] * row[d];
      }
      deviations += Math.sqrt(squares / centred.length);
    }
    double spread = deviations / dimensions * Math.sqrt(dimensions);
    return new Collapse(spread, effectiveRank(centred), centred.length, dimensions);
  }

  /** What looks wrong and what helps against it; empty if nothing does. */
  public Optional<String> warning() {
    int most = Math.min(rows - 1, dimensions);
    if (spread < LEAST_SPREAD) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the embeddings collapse to a point: their spread is %.2f of the sphere's, below"
                  + " %.2f; lower optimizer.rate, lengthen schedule.warmup, or check that the"
                  + " method keeps its stop-gradient and batch norms",
              spread,
              LEAST_SPREAD));
    }
    if (most >= 8 && effectiveRank < Math.max(2, LEAST_RANK * most)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the embeddings collapse to few directions: their effective rank is %.1f of %d; use"
                  + " a larger batch, stronger augmentation or a higher temperature",
              effectiveRank,
              most));
    }
    return Optional.empty();
  }

  private static double[][] centredOnSphere(float[] embeddings, int dimensions) {
    double[][] rows = new double[Math.min(MOST_ROWS, embeddings.length / dimensions)][dimensions];
    double[] mean = new double[dimensions];
    for (int r = 0; r < rows.length; r++) {
      double squares = 0;
      for (int d = 0; d < dimensions; d++) {
        rows[r][d] = embeddings[r * dimensions + d];
        squares += rows[r][d] * rows[r][d];
      }
      double norm = Math.max(Math.sqrt(squares), 1e-12);
      for (int d = 0; d < dimensions; d++) {
        rows[r][d] /= norm;
        mean[d] += rows[r][d];
      }
    }
    for (double[] row : rows) {
      for (int d = 0; d < dimensions; d++) {
        row[d] -= mean[d] / rows.length;
      }
    }
    return rows;
  }

  /** From singular values: the eigenvalues of a Gram matrix need not converge. */
  private static double effectiveRank(double[][] centred) {
    double[] values =
        new SingularValueDecomposition(MatrixUtils.createRealMatrix(centred)).getSingularValues();
    double largest = Arrays.stream(values).max().orElse(0);
    double sum = Arrays.stream(values).map(value -> told(value, largest)).sum();
    if (sum == 0) {
      return 1;
    }
    double entropy = 0;
    for (double value : values) {
      double p = told(value, largest) / sum;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return Math.exp(entropy);
  }

  /** What is below the rounding of the largest value is zero. */
  private static double told(double value, double largest) {
    return value > 1e-6 * largest ? value : 0;
  }
}
