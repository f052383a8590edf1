package io.pretext.evaluate.probe;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Standardised features with a 1 behind each row, which makes the bias one more weight.
 *
 * @param rows [N, D]
 * @param scaling of their values
 */
record Design(Rows rows, Scaling scaling) {

  /** Rows that are worth a thread of their own. */
  private static final int CHUNK = 512;

  /** Values per row, the 1 included: D + 1. */
  int width() {
    return rows.dim() + 1;
  }

  /** Writes the rows {@code order[from]} to {@code order[to - 1]} one behind the other. */
  void read(int[] order, int from, int to, float[] into) {
    read(to - from, i -> order[from + i], into);
  }

  /** Writes the rows {@code from} to {@code to - 1} one behind the other. */
  void read(int from, int to, float[] into) {
    read(to - from, i -> from + i, into);
  }

  private interface Index {
    int of(int position);
  }

  private void read(int count, Index index, float[] into) {
    if (count <= CHUNK) {
      read(0, count, index, into);
      return;
    }
    int chunks = (count + CHUNK - 1) / CHUNK;
    IntStream.range(0, chunks)
        .parallel()
        .forEach(c -> read(c * CHUNK, Math.min(count, (c + 1) * CHUNK), index, into));
  }

  private void read(int from, int to, Index index, float[] into) {
    int width = width();
    for (int i = from; i < to; i++) {
      rows.read(index.of(i), into, i * width);
      scaling.apply(into, i * width);
      into[(i + 1) * width - 1] = 1;
    }
  }

  /** Some rows as an array of their own, [to - from, D + 1]. */
  float[] copy(int from, int to) {
    var values = new float[(to - from) * width()];
    read(from, to, values);
    return values;
  }

  /** 0, 1, 2 and so on: the rows in order. */
  int[] order() {
    int[] order = new int[rows.size()];
    Arrays.setAll(order, i -> i);
    return order;
  }
}
