package io.pretext.evaluate.probe;

import java.util.SplittableRandom;

/** Features of classes that overlap, of several scales, one of them constant. */
final class Clouds {

  private static final int CONSTANT = 1;

  private Clouds() {}

  /**
   * Rows of classes in turn.
   *
   * @param spread of a class; its centre is a unit normal vector that every seed shares
   */
  static LabelledRows of(int size, int dim, int classes, double spread, long seed) {
    var centres = new SplittableRandom(77);
    var centre = new double[classes][dim];
    for (double[] one : centre) {
      for (int d = 0; d < dim; d++) {
        one[d] = centres.nextGaussian();
      }
    }
    var random = new SplittableRandom(seed);
    var rows = new float[size][dim];
    var labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % classes;
      for (int d = 0; d < dim; d++) {
        double value = centre[labels[i]][d] + spread * random.nextGaussian();
        rows[i][d] = d == CONSTANT ? 3 : (float) ((d + 1) * value + d);
      }
    }
    return new LabelledRows(Rows.of(rows), labels, classes);
  }

  /** Standardised features with a trailing 1, computed with plain loops. */
  static double[][] design(LabelledRows data) {
    int dim = data.rows().dim();
    float[][] rows = data.rows().copy(0, data.size());
    var design = new double[rows.length][dim + 1];
    for (int d = 0; d < dim; d++) {
      double mean = 0;
      for (float[] row : rows) {
        mean += row[d] / rows.length;
      }
      double variance = 0;
      for (float[] row : rows) {
        variance += (row[d] - mean) * (row[d] - mean) / rows.length;
      }
      for (int i = 0; i < rows.length; i++) {
        design[i][d] = d == CONSTANT ? 0 : (rows[i][d] - mean) / Math.sqrt(variance);
        design[i][dim] = 1;
      }
    }
    return design;
  }

  /**
   * The gradient of the mean cross-entropy plus {@code penalty} times half the squared weights, and
   * in the last place the value.
   *
   * @param weights [D + 1][classes]
   */
  static double[] crossEntropy(
      double[][] design, int[] labels, double[] weights, int classes, double penalty) {
    int width = design[0].length;
    var gradient = new double[width * classes + 1];
    for (int i = 0; i < design.length; i++) {
      var scores = new double[classes];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        for (int d = 0; d < width; d++) {
          scores[c] += design[i][d] * weights[d * classes + c];
        }
        sum += Math.exp(scores[c]);
      }
      for (int c = 0; c < classes; c++) {
        double target = labels[i] == c ? 1 : 0;
        double residual = (Math.exp(scores[c]) / sum - target) / design.length;
        for (int d = 0; d < width; d++) {
          gradient[d * classes + c] += residual * design[i][d];
        }
      }
      gradient[width * classes] += (Math.log(sum) - scores[labels[i]]) / design.length;
    }
    for (int j = 0; j < (width - 1) * classes; j++) {
      gradient[j] += penalty * weights[j];
      gradient[width * classes] += penalty / 2 * weights[j] * weights[j];
    }
    return gradient;
  }
}
