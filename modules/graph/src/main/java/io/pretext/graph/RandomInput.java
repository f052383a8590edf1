package io.pretext.graph;

import java.util.SplittableRandom;

/**
 * An input that is drawn at every step from (seed, step, name), so that both engines and a resumed
 * run see the same values.
 *
 * @param name the graph's input
 * @param draw what is drawn
 * @param shape of the input
 */
public record RandomInput(String name, Draw draw, long[] shape) {

  /** What a random input holds. */
  public sealed interface Draw {

    /** 1 / keep with probability {@code keep}, else 0: the mask of (inverted) dropout. */
    record Mask(double keep) implements Draw {}

    /** A permutation matrix [n, n]: row i has its one at the place that i is taken from. */
    record Permutation() implements Draw {}

    /** Whole numbers from 0 to {@code bound} - 1, all alike likely, each drawn on its own. */
    record Choice(int bound) implements Draw {}
  }

  /** Fills {@code into} with the values of {@code step}. */
  public void fill(long seed, long step, Tensor into) {
    var random = new SplittableRandom(mix(seed, step, name));
    int n = into.data().capacity();
    if (draw instanceof Draw.Mask mask) {
      float kept = (float) (1 / mask.keep());
      for (int i = 0; i < n; i++) {
        into.data().put(i, random.nextDouble() < mask.keep() ? kept : 0);
      }
    } else if (draw instanceof Draw.Choice choice) {
      for (int i = 0; i < n; i++) {
        into.data().put(i, random.nextInt(choice.bound()));
      }
    } else {
      int rows = (int) shape[0];
      int[] order = new int[rows];
      for (int i = 0; i < rows; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      for (int i = 0; i < n; i++) {
        into.data().put(i, order[i / rows] == i % rows ? 1 : 0);
      }
    }
  }

  private static long mix(long seed, long step, String name) {
    long h = seed * 0x9E3779B97F4A7C15L + step;
    h = (h ^ (h >>> 32)) * 0xBF58476D1CE4E5B9L + name.hashCode();
    return h ^ (h >>> 29);
  }
}
