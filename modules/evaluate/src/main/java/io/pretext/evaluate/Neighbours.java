package io.pretext.evaluate;

/**
 * The rows of a bank that are nearest to each query, nearest first; of equally near ones the
 * earlier row comes first.
 *
 * @param index rows of the bank, [queries, k], with k at most the size of the bank
 * @param similarity their cosines, [queries, k]
 */
public record Neighbours(int[][] index, float[][] similarity) {

  /** The {@code k} rows of {@code bank} nearest to each row of {@code queries}. */
  public static Neighbours of(Features bank, Features queries, int k) {
    var search = new NeighbourSearch(queries.rows(), k);
    search.add(bank.rows());
    return search.finish();
  }

  /** Number of queries. */
  public int queries() {
    return index.length;
  }
}
