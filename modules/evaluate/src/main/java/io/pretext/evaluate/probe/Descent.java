package io.pretext.evaluate.probe;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The training of the heads of a {@link LinearProbe}, side by side in one matrix. */
final class Descent implements AutoCloseable {

  /** Keeps the order of the images apart from what else is drawn with the same seed. */
  private static final long ORDER = 0x4F52444552L;

  private final LinearProbe probe;
  private final Design design;
  private final LabelledRows train;
  private final int batch;
  private final int columns; // of all heads: heads * classes

  // Per column, so that the update is one plain loop over them.
  private final double[] rates;
  private final float[] decays;

  // [D + 1, columns] in row order.
  private final float[] weights;
  private final float[] velocities;
  private final float[] gradients;

  private final float[] rows; // [batch, D + 1]
  private final float[] scores; // [batch, columns], then their gradients
  private final INDArray nativeRows;
  private final INDArray nativeScores;
  private final INDArray nativeWeights;
  private final INDArray nativeGradients;

  private final int[] order;
  private final int[] drawn;
  private int next;

  Descent(LinearProbe probe, Design design, LabelledRows train) {
    this.probe = probe;
    this.design = design;
    this.train = train;
    this.batch = Math.min(probe.batch(), train.size());
    this.columns = Math.multiplyExact(probe.grid().size(), train.classes());
    this.rates = new double[columns];
    this.decays = new float[columns];
    for (int j = 0; j < columns; j++) {
      rates[j] = probe.grid().get(j / train.classes()).rate();
      decays[j] = (float) probe.grid().get(j / train.classes()).decay();
    }
    int width = design.width();
    this.weights = new float[Math.multiplyExact(width, columns)];
    this.velocities = new float[weights.length];
    this.gradients = new float[weights.length];
    this.rows = new float[batch * width];
    this.scores = new float[batch * columns];
    this.nativeRows = Nd4j.createUninitialized(DataType.FLOAT, batch, width);
    // Column-major: what belongs to one image or to one feature lies side by side.
    this.nativeScores = columnMajor(columns, batch);
    this.nativeWeights = columnMajor(columns, width);
    this.nativeGradients = columnMajor(columns, width);
    this.order = design.order();
    this.drawn = new int[batch];
    this.next = order.length;
  }

  private static INDArray columnMajor(int rows, int columns) {
    return Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
  }

  /** Trains from zero to the end of the schedule. */
  LinearHeads run(long seed) {
    var random = new SplittableRandom(seed * 31 + ORDER);
    int perEpoch = (order.length + batch - 1) / batch;
    int steps = Math.max(probe.steps(), Math.multiplyExact(probe.epochs(), perEpoch));
    for (int step = 0; step < steps; step++) {
      draw(random);
      design.read(drawn, 0, batch, rows);
      gradients();
      update(0.5 * (1 + Math.cos(Math.PI * step / steps)));
    }
    return new LinearHeads(design.scaling(), weights, probe.grid().size(), train.classes());
  }

  /** The next images; every image once before any comes again. */
  private void draw(SplittableRandom random) {
    for (int i = 0; i < batch; i++) {
      if (next == order.length) {
        shuffle(random);
        next = 0;
      }
      drawn[i] = order[next++];
    }
  }

  private void shuffle(SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }

  /** Of the mean cross-entropy over the batch, for every head. */
  private void gradients() {
    buffer(nativeRows).put(rows);
    buffer(nativeWeights).put(weights);
    Nd4j.gemm(nativeWeights, nativeRows, nativeScores, false, true, 1, 0);
    buffer(nativeScores).get(scores);
    int heads = probe.grid().size();
    int chunks = Math.min(batch, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, chunks)
        .parallel()
        .forEach(
            chunk -> {
              for (int i = chunk * batch / chunks; i < (chunk + 1) * batch / chunks; i++) {
                int label = train.labels()[drawn[i]];
                for (int head = 0; head < heads; head++) {
                  residuals(i * columns + head * train.classes(), label);
                }
              }
            });
    buffer(nativeScores).put(scores);
    Nd4j.gemm(nativeScores, nativeRows, nativeGradients, false, false, 1, 0);
    buffer(nativeGradients).get(gradients);
  }

  /** Replaces scores by (softmax - target) / batch. */
  private void residuals(int from, int label) {
    int to = from + train.classes();
    float most = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      most = Math.max(most, scores[j]);
    }
    float sum = 0;
    for (int j = from; j < to; j++) {
      scores[j] = (float) Math.exp(scores[j] - most);
      sum += scores[j];
    }
    float scale = 1 / (sum * batch);
    for (int j = from; j < to; j++) {
      scores[j] *= scale;
    }
    scores[from + label] -= 1f / batch;
  }

  /**
   * @param part of its first value that each learning rate has now
   */
  private void update(double part) {
    float momentum = (float) probe.momentum();
    int biases = weights.length - columns;
    for (int from = 0; from < weights.length; from += columns) {
      float decayed = from < biases ? 1 : 0;
      for (int j = 0; j < columns; j++) {
        int at = from + j;
        float gradient = gradients[at] + decayed * decays[j] * weights[at];
        velocities[at] = momentum * velocities[at] + gradient;
        weights[at] -= (float) (part * rates[j]) * velocities[at];
      }
    }
  }

  private static FloatBuffer buffer(INDArray array) {
    return array.data().asNioFloat();
  }

  @Override
  public void close() {
    nativeRows.close();
    nativeScores.close();
    nativeWeights.close();
    nativeGradients.close();
  }
}
