package io.pretext.evaluate;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exact nearest neighbours by cosine similarity, over a bank that is handed in piece by piece.
 *
 * <p>Every query meets every row of the bank: blocks of both are multiplied as matrices, and each
 * query keeps the best rows that it met. Memory is that of the queries and of a few blocks,
 * whatever the size of the bank. Rows of zeros are similar to nothing (cosine 0).
 */
public final class NeighbourSearch {

  private static final int BANK_BLOCK = 2048;
  private static final int QUERY_BLOCK = 1024;

  private final float[][] queries;
  private final float[] scales;
  private final Best[] best;
  private final float[][] block = new float[BANK_BLOCK][];
  private int filled;
  private int searched;

  /**
   * @param queries [Q, D], of any length but 0
   * @param k neighbours to keep per query
   */
  public NeighbourSearch(float[][] queries, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("a search keeps at least 1 neighbour, was asked for " + k);
    }
    this.queries = queries;
    this.scales = new float[queries.length];
    this.best = new Best[queries.length];
    for (int i = 0; i < queries.length; i++) {
      scales[i] = scale(queries[i], "query", i);
      best[i] = new Best(k);
    }
  }

  /** Searches the next rows of the bank; their indices go on from where the last call ended. */
  public void add(float[][] rows) {
    for (float[] row : rows) {
      block[filled++] = row;
      if (filled == BANK_BLOCK) {
        searchBlock();
      }
    }
  }

  /** What was found; the search is over. */
  public Neighbours finish() {
    searchBlock();
    return new Neighbours(
        Arrays.stream(best).map(Best::index).toArray(int[][]::new),
        Arrays.stream(best).map(Best::similarity).toArray(float[][]::new));
  }

  private void searchBlock() {
    if (filled == 0 || queries.length == 0) {
      return;
    }
    var bankScales = new float[filled];
    for (int i = 0; i < filled; i++) {
      bankScales[i] = scale(block[i], "bank row", searched + i);
    }
    try (INDArray bank = normalised(block, bankScales, 0, filled)) {
      for (int from = 0; from < queries.length; from += QUERY_BLOCK) {
        int to = Math.min(queries.length, from + QUERY_BLOCK);
        try (INDArray some = normalised(queries, scales, from, to);
            // Column-major, so that the cosines of one query lie side by side.
            INDArray cosines =
                Nd4j.createUninitialized(DataType.FLOAT, new long[] {filled, to - from}, 'f')) {
          Nd4j.gemm(bank, some, cosines, false, true, 1, 0);
          collect(cosines.data().asNioFloat(), from, to);
        }
      }
    }
    searched += filled;
    filled = 0;
  }

  private void collect(FloatBuffer cosines, int from, int to) {
    IntStream.range(from, to)
        .parallel()
        .forEach(
            query -> {
              var row = new float[filled];
              cosines.get((query - from) * filled, row);
              for (int i = 0; i < filled; i++) {
                best[query].offer(row[i], searched + i);
              }
            });
  }

  private INDArray normalised(float[][] rows, float[] scales, int from, int to) {
    int dim = queries[0].length;
    INDArray matrix = Nd4j.createUninitialized(DataType.FLOAT, to - from, dim);
    FloatBuffer values = matrix.data().asNioFloat();
    var unit = new float[dim];
    for (int i = from; i < to; i++) {
      if (rows[i].length != dim) {
        throw new IllegalArgumentException(
            "a search compares rows of " + dim + " values, one has " + rows[i].length);
      }
      for (int d = 0; d < dim; d++) {
        unit[d] = rows[i][d] * scales[i];
      }
      values.put((i - from) * dim, unit);
    }
    return matrix;
  }

  /** One over the norm of {@code row}; 0 for a row of zeros. */
  private static float scale(float[] row, String what, int index) {
    double squares = 0;
    for (float x : row) {
      squares += (double) x * x;
    }
    if (!Double.isFinite(squares)) {
      throw new IllegalArgumentException(
          "the features of "
              + what
              + " "
              + index
              + " are not finite; the network that gave them has diverged");
    }
    return squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
  }

  /** The best rows met so far, best first. */
  private static final class Best {

    private final int[] index;
    private final float[] similarity;
    private int size;

    Best(int k) {
      index = new int[k];
      similarity = new float[k];
    }

    /** Takes {@code row} in if it is better than the worst; equals keep the order of arrival. */
    void offer(float cosine, int row) {
      int last = similarity.length - 1;
      if (size > last && cosine <= similarity[last]) {
        return;
      }
      int at = size > last ? last : size++;
      while (at > 0 && similarity[at - 1] < cosine) {
        similarity[at] = similarity[at - 1];
        index[at] = index[at - 1];
        at--;
      }
      similarity[at] = cosine;
      index[at] = row;
    }

    int[] index() {
      return Arrays.copyOf(index, size);
    }

    float[] similarity() {
      return Arrays.copyOf(similarity, size);
    }
  }
}
