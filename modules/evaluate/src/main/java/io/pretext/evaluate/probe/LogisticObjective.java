package io.pretext.evaluate.probe;

import java.nio.DoubleBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The objective of multinomial logistic regression: the mean cross-entropy plus a penalty times
 * half the squared weights, biases left out. In double precision, a block of rows at a time.
 */
final class LogisticObjective implements AutoCloseable {

  private static final int BLOCK = 2048;

  /** Rows that are worth a thread of their own. */
  private static final int CHUNK = 256;

  /** Rows that take no more are converted once and kept, outside the heap. */
  private static final long KEPT_BYTES = 1L << 28;

  private final Design design;
  private final LabelledRows train;
  private final int classes;

  private final INDArray[] kept; // blocks of rows by their index; none if they are too many
  private final double[] scores; // [rows of a block, classes], then their gradients
  private final double[] losses; // of each row of a block
  private final INDArray nativeWeights;
  private final INDArray nativeGradient;

  LogisticObjective(Design design, LabelledRows train) {
    this.design = design;
    this.train = train;
    int width = design.width();
    this.classes = train.classes();
    int block = Math.min(BLOCK, train.size());
    long bytes = (long) train.size() * width * Double.BYTES;
    this.kept = new INDArray[bytes > KEPT_BYTES ? 0 : (train.size() + BLOCK - 1) / BLOCK];
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
   * The value at {@code weights}; {@code gradient} is overwritten.
   *
   * @param weights [D + 1, classes] in row order; the last row holds the biases
   * @param penalty per image: scikit-learn's C is 1 / (penalty * images)
   */
  double at(double[] weights, double penalty, double[] gradient) {
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
    INDArray block = rows(from, to);
    try (INDArray product = columnMajor(classes, to - from)) {
      Nd4j.gemm(nativeWeights, block, product, false, true, 1, 0);
      buffer(product).get(scores, 0, (to - from) * classes);
      int chunks = (to - from + CHUNK - 1) / CHUNK;
      IntStream.range(0, chunks)
          .parallel()
          .forEach(
              chunk -> {
                for (int i = chunk * CHUNK; i < Math.min(to - from, (chunk + 1) * CHUNK); i++) {
                  row(i, train.labels()[from + i]);
                }
              });
      buffer(product).put(scores, 0, (to - from) * classes);
      Nd4j.gemm(product, block, nativeGradient, false, false, 1, 1);
    } finally {
      if (kept.length == 0) {
        block.close();
      }
    }
    double loss = 0;
    for (int i = 0; i < to - from; i++) {
      loss += losses[i]; // in this order, whichever thread computed it
    }
    return loss / train.size();
  }

  /** Standardised rows as a native matrix, [to - from, D + 1]. */
  private INDArray rows(int from, int to) {
    int index = from / BLOCK;
    if (kept.length > 0 && kept[index] != null) {
      return kept[index];
    }
    float[] rows = design.copy(from, to);
    var values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i];
    }
    INDArray block = Nd4j.createUninitialized(DataType.DOUBLE, to - from, design.width());
    buffer(block).put(values);
    if (kept.length > 0) {
      kept[index] = block;
    }
    return block;
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
    for (INDArray block : kept) {
      if (block != null) {
        block.close();
      }
    }
    nativeWeights.close();
    nativeGradient.close();
  }
}
