package io.pretext.evaluate.probe;

/**
 * Solves symmetric positive definite systems: A = UᵀU with U upper triangular, in row order. All
 * inner loops run along rows.
 */
final class Cholesky {

  private final double[][] upper;

  /**
   * Factors {@code a} plus {@code ridge} times the identity.
   *
   * @param a symmetric, [n, n]; only its upper half is read, and it stays as it is
   * @throws ArithmeticException if the sum is not positive definite
   */
  Cholesky(double[][] a, double ridge) {
    int n = a.length;
    upper = new double[n][];
    for (int i = 0; i < n; i++) {
      upper[i] = a[i].clone();
      upper[i][i] += ridge;
    }
    for (int k = 0; k < n; k++) {
      double[] pivot = upper[k];
      if (!(pivot[k] > 0)) {
        throw new ArithmeticException("row " + k + " depends on those before it: add more ridge");
      }
      scale(pivot, k, 1 / Math.sqrt(pivot[k]));
      for (int i = k + 1; i < n; i++) {
        subtract(upper[i], pivot, pivot[i], i);
      }
    }
  }

  /**
   * The X with A X = B.
   *
   * @param b [n, m], overwritten by X
   */
  void solve(double[][] b) {
    int n = upper.length;
    for (int k = 0; k < n; k++) { // Uᵀ Y = B
      scale(b[k], 0, 1 / upper[k][k]);
      for (int i = k + 1; i < n; i++) {
        subtract(b[i], b[k], upper[k][i], 0);
      }
    }
    for (int k = n - 1; k >= 0; k--) { // U X = Y
      scale(b[k], 0, 1 / upper[k][k]);
      for (int i = 0; i < k; i++) {
        subtract(b[i], b[k], upper[i][k], 0);
      }
    }
  }

  private static void scale(double[] row, int from, double factor) {
    for (int j = from; j < row.length; j++) {
      row[j] *= factor;
    }
  }

  private static void subtract(double[] row, double[] other, double factor, int from) {
    for (int j = from; j < row.length; j++) {
      row[j] -= factor * other[j];
    }
  }
}
