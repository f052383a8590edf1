package io.pretext.evaluate.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Ridge regression of the classes, as vectors of zeros and a one, on standardised features: the
 * exact solution, which a few images suffice for.
 *
 * <p>It minimises the mean squared error plus {@code alpha} times the squared weights; the biases
 * are free and come to the parts that the classes have of the images.
 *
 * @param alphas penalties, each above 0
 * @see <a href="https://arxiv.org/abs/1805.08136">Bertinetto et al., 2019</a>: ridge regression for
 *     few images
 */
public record Ridge(List<Double> alphas) implements Probe {

  private static final int BLOCK = 2048;

  public Ridge {
    alphas = List.copyOf(alphas);
    for (double alpha : alphas) {
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("ridge: alpha must be above 0, was " + alpha);
      }
    }
  }

  /** Twelve penalties from 3 to 1e-5, the strongest first. */
  public static Ridge standard() {
    return new Ridge(List.of(3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5));
  }

  @Override
  public List<Map<String, Double>> settings() {
    return alphas.stream().map(alpha -> Map.of("alpha", alpha)).toList();
  }

  @Override
  public Ridge only(int index) {
    return new Ridge(List.of(alphas.get(index)));
  }

  @Override
  public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
    return train(train).rank(queries);
  }

  /** One classifier per penalty. */
  LinearHeads train(LabelledRows train) {
    var design = new Design(train.rows(), Scaling.of(train.rows()));
    int dim = train.rows().dim();
    int classes = train.classes();
    double[] parts = parts(train);
    double[][] moments = moments(design, train, parts);
    int columns = Math.multiplyExact(alphas.size(), classes);
    var weights = new float[Math.multiplyExact(design.width(), columns)];
    for (int head = 0; head < alphas.size(); head++) {
      var solution = new double[dim][];
      for (int d = 0; d < dim; d++) {
        solution[d] = Arrays.copyOfRange(moments[d], dim, dim + classes);
      }
      new Cholesky(square(moments), alphas.get(head)).solve(solution);
      for (int d = 0; d <= dim; d++) {
        double[] row = d < dim ? solution[d] : parts;
        for (int c = 0; c < classes; c++) {
          weights[d * columns + head * classes + c] = (float) row[c];
        }
      }
    }
    return new LinearHeads(design.scaling(), weights, alphas.size(), classes);
  }

  /** Which part of the images each class has. */
  private static double[] parts(LabelledRows train) {
    var parts = new double[train.classes()];
    for (int label : train.labels()) {
      parts[label] += 1.0 / train.size();
    }
    return parts;
  }

  /** Mean products of each feature with all features and then with all centred targets. */
  private static double[][] moments(Design design, LabelledRows train, double[] parts) {
    int dim = design.width() - 1;
    int columns = dim + train.classes();
    var sums = new double[dim][columns];
    try (INDArray total =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {columns, dim}, 'f')) {
      total.assign(0);
      for (int from = 0; from < train.size(); from += BLOCK) {
        int to = Math.min(train.size(), from + BLOCK);
        addProducts(design.copy(from, to), from, train, parts, total);
      }
      for (int d = 0; d < dim; d++) {
        total.data().asNioDouble().get(d * columns, sums[d]);
      }
    }
    for (double[] row : sums) {
      for (int j = 0; j < columns; j++) {
        row[j] /= train.size();
      }
    }
    return sums;
  }

  private static void addProducts(
      float[] rows, int first, LabelledRows train, double[] parts, INDArray total) {
    int dim = (int) total.size(1);
    int columns = (int) total.size(0);
    int count = rows.length / (dim + 1);
    try (INDArray features = Nd4j.createUninitialized(DataType.DOUBLE, count, dim);
        INDArray all =
            Nd4j.createUninitialized(DataType.DOUBLE, new long[] {columns, count}, 'f')) {
      var left = features.data().asNioDouble();
      var right = all.data().asNioDouble();
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < dim; d++) {
          double value = rows[i * (dim + 1) + d];
          left.put(i * dim + d, value);
          right.put(i * columns + d, value);
        }
        for (int c = 0; c < parts.length; c++) {
          double target = train.labels()[first + i] == c ? 1 : 0;
          right.put(i * columns + dim + c, target - parts[c]);
        }
      }
      Nd4j.gemm(all, features, total, false, false, 1, 1);
    }
  }

  private static double[][] square(double[][] moments) {
    return Arrays.stream(moments)
        .map(row -> Arrays.copyOf(row, moments.length))
        .toArray(double[][]::new);
  }
}
