package io.pretext.evaluate.probe;

/**
 * Makes every feature of the rows it was computed from have mean 0 and variance 1, so that one grid
 * of settings fits the features of any network. A feature that never varies becomes 0.
 *
 * @param mean of each feature
 * @param scale one over the standard deviation of each feature, or 0
 */
record Scaling(float[] mean, float[] scale) {

  /** A variance below this part of the mean square is rounding. */
  private static final double ROUNDING = 1e-10;

  /**
   * Of the given rows.
   *
   * @throws IllegalArgumentException if a value is not finite
   */
  static Scaling of(Rows rows) {
    int dim = rows.dim();
    var mean = new double[dim];
    var squares = new double[dim];
    var row = new float[dim];
    for (int i = 0; i < rows.size(); i++) {
      rows.read(i, row, 0);
      // Welford's update: the differences stay small however large the values are.
      for (int d = 0; d < dim; d++) {
        double difference = row[d] - mean[d];
        mean[d] += difference / (i + 1);
        squares[d] += difference * (row[d] - mean[d]);
      }
    }
    return of(mean, squares, rows.size());
  }

  private static Scaling of(double[] mean, double[] squares, int rows) {
    var center = new float[mean.length];
    var scale = new float[mean.length];
    for (int d = 0; d < mean.length; d++) {
      double variance = squares[d] / rows;
      if (!Double.isFinite(variance)) {
        throw new IllegalArgumentException(
            "feature "
                + d
                + " is not finite in every image; the network that gave it has diverged");
      }
      center[d] = (float) mean[d];
      boolean varies = variance > ROUNDING * mean[d] * mean[d];
      scale[d] = varies ? (float) (1 / Math.sqrt(variance)) : 0;
    }
    return new Scaling(center, scale);
  }

  /** Values per row. */
  int dim() {
    return mean.length;
  }

  /** Scales the row that begins at {@code offset}. */
  void apply(float[] values, int offset) {
    for (int d = 0; d < mean.length; d++) {
      values[offset + d] = (values[offset + d] - mean[d]) * scale[d];
    }
  }
}
