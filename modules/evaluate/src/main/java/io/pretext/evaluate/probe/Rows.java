package io.pretext.evaluate.probe;

/** A matrix of features, [N, D], row by row and wherever it lies; read by any number of threads. */
public interface Rows {

  /** Number of rows, N. */
  int size();

  /** Values per row, D. */
  int dim();

  /** Copies row {@code row} to {@code into}, from {@code offset} on. */
  void read(int row, float[] into, int offset);

  /** The given rows in the given order. */
  default Rows select(int[] indices) {
    Rows all = this;
    return new Rows() {
      @Override
      public int size() {
        return indices.length;
      }

      @Override
      public int dim() {
        return all.dim();
      }

      @Override
      public void read(int row, float[] into, int offset) {
        all.read(indices[row], into, offset);
      }
    };
  }

  /** Rows {@code from} to {@code to}, exclusive, as arrays of their own. */
  default float[][] copy(int from, int to) {
    var copy = new float[to - from][dim()];
    for (int i = from; i < to; i++) {
      read(i, copy[i - from], 0);
    }
    return copy;
  }

  /**
   * Rows in memory.
   *
   * @param values [N, D], N at least 1
   */
  static Rows of(float[][] values) {
    return new Rows() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public int dim() {
        return values[0].length;
      }

      @Override
      public void read(int row, float[] into, int offset) {
        System.arraycopy(values[row], 0, into, offset, values[row].length);
      }
    };
  }
}
