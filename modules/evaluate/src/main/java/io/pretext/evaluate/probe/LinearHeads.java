package io.pretext.evaluate.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Linear classifiers of the same features, side by side, so that one product asks all of them.
 *
 * @param scaling of the features
 * @param weights [D + 1, heads * classes] in row order; the last row holds the biases
 * @param heads how many classifiers there are
 * @param classes of each of them
 */
record LinearHeads(Scaling scaling, float[] weights, int heads, int classes) {

  private static final int BLOCK = 1024;

  /** What each classifier answers to each row. */
  List<Ranking> rank(Rows queries) {
    if (queries.dim() != scaling.dim()) {
      throw new IllegalArgumentException(
          "a probe was trained on %d features and is asked about %d"
              .formatted(scaling.dim(), queries.dim()));
    }
    var best = new int[heads][queries.size()][];
    for (int from = 0; from < queries.size(); from += BLOCK) {
      int to = Math.min(queries.size(), from + BLOCK);
      float[] scores = scores(new Design(queries, scaling), from, to);
      int first = from;
      IntStream.range(0, to - from)
          .parallel()
          .forEach(
              i -> {
                var own = new double[classes];
                for (int head = 0; head < heads; head++) {
                  for (int c = 0; c < classes; c++) {
                    own[c] = scores[(i * heads + head) * classes + c];
                  }
                  best[head][first + i] = Ranking.first(own);
                }
              });
    }
    var rankings = new ArrayList<Ranking>();
    for (int[][] one : best) {
      rankings.add(new Ranking(one));
    }
    return rankings;
  }

  /** Scores of the rows {@code from} to {@code to}, [rows, heads * classes] in row order. */
  private float[] scores(Design design, int from, int to) {
    int columns = heads * classes;
    // Column-major matrices hold the scores of a row, and the weights of a feature, side by side.
    try (INDArray block = Nd4j.createUninitialized(DataType.FLOAT, to - from, design.width());
        INDArray stacked =
            Nd4j.createUninitialized(DataType.FLOAT, new long[] {columns, design.width()}, 'f');
        INDArray scores =
            Nd4j.createUninitialized(DataType.FLOAT, new long[] {columns, to - from}, 'f')) {
      block.data().asNioFloat().put(design.copy(from, to));
      stacked.data().asNioFloat().put(weights);
      Nd4j.gemm(stacked, block, scores, false, true, 1, 0);
      var values = new float[columns * (to - from)];
      scores.data().asNioFloat().get(values);
      return values;
    }
  }
}
