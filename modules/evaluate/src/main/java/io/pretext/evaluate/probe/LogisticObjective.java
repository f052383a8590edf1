package io.pretext.evaluate.probe;

import java.nio.DoubleBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The objective of multinomial logistic regression: the mean cross-entropy plus {@code penalty}
 * times half the squared weights, biases left out. In double precision, a block of rows at a time.
 */
final class LogisticObjective implements Lbfgs.Objective, AutoCloseable {

  private static final int BLOCK = 2048;

  private final Design design;
  private final LabelledRows train;
  private final int width;
  private final int classes;
  private final double penalty;

  private final float[] rows;
  private final double[] scores; // [rows of a block, classes], then their gradients
  private final double[] losses; // of each row of a block
  private final INDArray nativeWeights;
  private final INDArray nativeGradient;

  /**
   * @param penalty per image: scikit-learn's C is 1 / (penalty * images)
   */
  LogisticObjective(Design design, LabelledRows train, double penalty) {
    this.design = design;
    this.train = train;
    this.width = design.width();
    this.classes = train.classes();
    this.penalty = penalty;
    int block = Math.min(BLOCK, train.size());
    this.rows = new float[block * width];
    this.scores = new double[block * classes];
    this.losses = new double[block];
    // Column-major: the weights of a feature lie side by side.
    this.nativeWeights = columnMajor(classes, width);
    this.nativeGradient = columnMajor(classes, width);
  }

  private static INDArray columnMajor(int rows, int columns) {
    return Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
  }

  /**
   * @param weights [D + 1, classes] in row order; the last row holds the biases
   */
  @Override
  public double at(double[] weights, double[] gradient) {
    buffer(nativeWeights).put(weights);
    nativeGradient.assign(0);
    double loss = 0;
    for (int from = 0; from < train.size(); from += BLOCK) {
      loss += block(from, Math.min(train.size(), from + BLOCK));
    }
    buffer(nativeGradient).get(gradient);
    double squares = 0;
    for (int i = 0; i < weights.length - classes; i++) {
      squares += weights[i] * weights[i];
      gradient[i] += penalty * weights[i];
    }
    return loss + penalty / 2 * squares;
  }

  /** Adds the gradient of some rows and gives their part of the loss. */
  private double block(int from, int to) {
    design.read(from, to, rows);
    try (INDArray block = Nd4j.createUninitialized(DataType.DOUBLE, to - from, width);
        INDArray product = columnMajor(classes, to - from)) {
      DoubleBuffer values = buffer(block);
      for (int i = 0; i < (to - from) * width; i++) {
        values.put(i, rows[i]);
      }
      Nd4j.gemm(nativeWeights, block, product, false, true, 1, 0);
      buffer(product).get(scores, 0, (to - from) * classes);
      IntStream.range(0, to - from).parallel().forEach(i -> row(i, train.labels()[from + i]));
      buffer(product).put(scores, 0, (to - from) * classes);
      Nd4j.gemm(product, block, nativeGradient, false, false, 1, 1);
    }
    double loss = 0;
    for (int i = 0; i < to - from; i++) {
      loss += losses[i]; // in this order, whichever thread computed it
    }
    return loss / train.size();
  }

  /** Replaces the scores of a row by their gradient and remembers its loss. */
  private void row(int row, int label) {
    int from = row * classes;
    int to = from + classes;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      most = Math.max(most, scores[j]);
    }
    double own = scores[from + label] - most;
    double sum = 0;
    for (int j = from; j < to; j++) {
      scores[j] = Math.exp(scores[j] - most);
      sum += scores[j];
    }
    losses[row] = Math.log(sum) - own;
    double scale = 1 / (sum * train.size());
    for (int j = from; j < to; j++) {
      scores[j] *= scale;
    }
    scores[from + label] -= 1.0 / train.size();
  }

  private static DoubleBuffer buffer(INDArray array) {
    return array.data().asNioDouble();
  }

  @Override
  public void close() {
    nativeWeights.close();
    nativeGradient.close();
  }
}
