package io.pretext.evaluate.probe;

/**
 * A symmetric positive definite matrix as UᵀU with U upper triangular, and what that makes easy.
 * Right-hand sides are [n, m] in row order; all inner loops run along rows.
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
      double factor = 1 / Math.sqrt(pivot[k]);
      for (int j = k; j < n; j++) {
        pivot[j] *= factor;
      }
      for (int i = k + 1; i < n; i++) {
        double[] row = upper[i];
        double shared = pivot[i];
        for (int j = i; j < n; j++) {
          row[j] -= shared * pivot[j];
        }
      }
    }
  }

  /** Replaces B by the X with A X = B. */
  void solve(double[] b, int columns) {
    solveLower(b, columns);
    solveUpper(b, columns);
  }

  /** Replaces B by the Y with Uᵀ Y = B. */
  void solveLower(double[] b, int columns) {
    for (int k = 0; k < upper.length; k++) {
      scale(b, k, columns, 1 / upper[k][k]);
      for (int i = k + 1; i < upper.length; i++) {
        add(b, i, k, columns, -upper[k][i]);
      }
    }
  }

  /** Replaces Y by the X with U X = Y. */
  void solveUpper(double[] y, int columns) {
    for (int k = upper.length - 1; k >= 0; k--) {
      scale(y, k, columns, 1 / upper[k][k]);
      for (int i = 0; i < k; i++) {
        add(y, i, k, columns, -upper[i][k]);
      }
    }
  }

  /** Replaces X by U X. */
  void multiplyUpper(double[] x, int columns) {
    for (int i = 0; i < upper.length; i++) {
      scale(x, i, columns, upper[i][i]);
      for (int k = i + 1; k < upper.length; k++) {
        add(x, i, k, columns, upper[i][k]);
      }
    }
  }

  private static void scale(double[] b, int row, int columns, double factor) {
    for (int j = row * columns; j < (row + 1) * columns; j++) {
      b[j] *= factor;
    }
  }

  private static void add(double[] b, int row, int other, int columns, double factor) {
    int to = row * columns;
    int from = other * columns;
    for (int j = 0; j < columns; j++) {
      b[to + j] += factor * b[from + j];
    }
  }
}
