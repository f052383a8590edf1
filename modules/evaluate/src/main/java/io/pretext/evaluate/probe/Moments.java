package io.pretext.evaluate.probe;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Means over the images of products of standardised features.
 *
 * @param features of each with each, [D, D]
 * @param targets of each with how far the target of each class is above its mean, [D, classes] in
 *     row order
 * @param parts which part of the images each class has: the mean of its target
 */
record Moments(double[][] features, double[] targets, double[] parts) {

  private static final int BLOCK = 2048;

  static Moments of(Design design, LabelledRows train) {
    int dim = train.rows().dim();
    int classes = train.classes();
    var parts = new double[classes];
    for (int label : train.labels()) {
      parts[label] += 1.0 / train.size();
    }
    var sums = new double[Math.multiplyExact(dim, dim + classes)];
    // Column-major: the sums of a feature lie side by side.
    try (INDArray total = columnMajor(dim + classes, dim)) {
      total.assign(0);
      for (int from = 0; from < train.size(); from += BLOCK) {
        add(design, train, parts, from, Math.min(train.size(), from + BLOCK), total);
      }
      total.data().asNioDouble().get(sums);
    }
    var features = new double[dim][];
    var targets = new double[dim * classes];
    for (int d = 0; d < dim; d++) {
      int at = d * (dim + classes);
      features[d] = Arrays.copyOfRange(sums, at, at + dim);
      System.arraycopy(sums, at + dim, targets, d * classes, classes);
    }
    Arrays.stream(features).forEach(row -> divide(row, train.size()));
    divide(targets, train.size());
    return new Moments(features, targets, parts);
  }

  private static void add(
      Design design, LabelledRows train, double[] parts, int from, int to, INDArray total) {
    int dim = train.rows().dim();
    int columns = dim + parts.length;
    float[] rows = design.copy(from, to);
    try (INDArray features = Nd4j.createUninitialized(DataType.DOUBLE, to - from, dim);
        INDArray all = columnMajor(columns, to - from)) {
      DoubleBuffer left = features.data().asNioDouble();
      DoubleBuffer right = all.data().asNioDouble();
      var row = new double[columns];
      for (int i = 0; i < to - from; i++) {
        for (int d = 0; d < dim; d++) {
          row[d] = rows[i * (dim + 1) + d];
        }
        for (int c = 0; c < parts.length; c++) {
          row[dim + c] = (train.labels()[from + i] == c ? 1 : 0) - parts[c];
        }
        left.put(row, 0, dim);
        right.put(row);
      }
      Nd4j.gemm(all, features, total, false, false, 1, 1);
    }
  }

  private static INDArray columnMajor(int rows, int columns) {
    return Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
  }

  private static void divide(double[] values, int by) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= by;
    }
  }
}
