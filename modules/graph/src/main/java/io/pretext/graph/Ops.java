package io.pretext.graph;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moving numbers about without parameters: the part of the vocabulary that {@link Layers} and the
 * objectives are made of.
 *
 * <p>Beside these, a method may call these operations of SDVariable and no others, because their
 * gradients are known to be right: {@code add}, {@code sub}, {@code mul}, {@code div} (broadcast or
 * by a number), {@code rsub}, {@code rdiv} (by a number), {@code neg}, {@code exp}, {@code log},
 * {@code sqrt}, {@code square}, {@code abs}, {@code tanh}, {@code sigmoid}, {@code erf}, {@code
 * sum}, {@code mean}, {@code max} (kept or not; dimensions counted from the front, since SameDiff's
 * gradient for a negative one is wrong), {@code reshape}, {@code permute}, {@code squeeze}, {@code
 * expandDims}, and {@link Graph#stopGradient}. SameDiff's gather, cumsum, variance, batchNorm,
 * layerNorm, gelu and losses are not among them: their gradients are wrong or of another function.
 */
public final class Ops {

  private Ops() {}

  /**
   * Matrix product over the last two dimensions, the rest alike; ranks 2 to 4.
   *
   * @param transposeA whether a's last two dimensions are swapped first
   * @param transposeB whether b's last two dimensions are swapped first
   */
  public static SDVariable matmul(
      Graph g, SDVariable a, SDVariable b, boolean transposeA, boolean transposeB) {
    return g.sd().mmul(a, b, transposeA, transposeB, false);
  }

  /** {@code parts} side by side along {@code dimension}. */
  public static SDVariable concat(Graph g, int dimension, SDVariable... parts) {
    return parts.length == 1 ? parts[0] : g.sd().concat(dimension, parts);
  }

  /** {@code x} of [1, ...] {@code n} times over along the first dimension. */
  public static SDVariable repeat(Graph g, SDVariable x, long n) {
    long[] shape = g.shape(x);
    shape[0] = n;
    return g.constant(Nd4j.zeros(shape)).add(x);
  }

  /** Positions {@code from} (included) to {@code to} (excluded) of {@code dimension}. */
  public static SDVariable slice(Graph g, SDVariable x, int dimension, long from, long to) {
    long[] end = g.shape(x);
    long[] begin = new long[end.length];
    long[] step = new long[end.length];
    Arrays.fill(step, 1);
    if (from < 0 || from >= to || to > end[dimension]) {
      throw new IllegalArgumentException(
          x.name() + " of shape " + Arrays.toString(end) + " has no part " + from + " to " + to);
    }
    begin[dimension] = from;
    end[dimension] = to;
    return g.sd().stridedSlice(x, begin, end, step);
  }

  /** Every {@code step}-th row and column: [N, C, H, W] to [N, C, ceil(H / step), ...]. */
  public static SDVariable everyPixel(Graph g, SDVariable x, int step) {
    return g.sd().stridedSlice(x, new long[4], g.shape(x), 1, 1, step, step);
  }

  /** Zeros before and after {@code x} along {@code dimension}. */
  public static SDVariable pad(Graph g, SDVariable x, int dimension, int before, int after) {
    int[][] padding = new int[g.shape(x).length][2];
    padding[dimension] = new int[] {before, after};
    return g.sd().nn().pad(x, g.sd().constant(Nd4j.createFromArray(padding)), 0);
  }

  /** {@code count} whole numbers below {@code bound} that are drawn anew at every step, [count]. */
  public static SDVariable draw(Graph g, String name, int bound, long count) {
    return g.random(name, new RandomInput.Draw.Choice(bound), count);
  }

  /**
   * The rows of {@code table} that {@code numbers} name. No gradient: it is for states, not for
   * parameters.
   *
   * <p>Its meaning in primitives is a product with a matrix [N, K] of zeros and ones; the engine
   * copies the rows.
   *
   * @param table [K, D]
   * @param numbers whole numbers from 0 to K - 1, [N]
   * @return [N, D]
   */
  public static SDVariable rows(Graph g, SDVariable table, SDVariable numbers) {
    long n = g.shape(numbers)[0];
    long k = g.shape(table)[0];
    SDVariable places = g.constant(Nd4j.arange(k)).reshape(1, k);
    SDVariable apart = g.sd().math().abs(numbers.reshape(n, 1).sub(places));
    SDVariable rows = matmul(g, Layers.relu(g, apart.rsub(1)), table, false, false);
    g.record(new Layer.Rows(), rows.name(), List.of(table, numbers), List.of(rows));
    return g.stopGradient(rows);
  }

  /** A permutation of {@code n} rows that is drawn anew at every step; a matrix [n, n]. */
  public static SDVariable permutation(Graph g, String name, long n) {
    return g.random(name, new RandomInput.Draw.Permutation(), n, n);
  }

  /** The rows (first dimension) of {@code x} in the order of {@code permutation}. */
  public static SDVariable permuteRows(Graph g, SDVariable permutation, SDVariable x) {
    return moveRows(g, permutation, x, false);
  }

  /** Undoes {@link #permuteRows}. */
  public static SDVariable restoreRows(Graph g, SDVariable permutation, SDVariable x) {
    return moveRows(g, permutation, x, true);
  }

  private static SDVariable moveRows(
      Graph g, SDVariable permutation, SDVariable x, boolean restore) {
    long[] shape = g.shape(x);
    SDVariable rows = x.reshape(shape[0], Shape.size(shape) / shape[0]);
    return matmul(g, permutation, rows, restore, false).reshape(shape);
  }
}
