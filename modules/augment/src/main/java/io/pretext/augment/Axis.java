package io.pretext.augment;

import java.util.Arrays;

/**
 * The weights that resize one axis: output {@code i} is the sum over its taps of weight times the
 * input at {@code first(i) + tap}. The arrays grow to the largest use and are then kept.
 */
final class Axis {

  private int taps;
  private int[] first = new int[0];
  private float[] weights = new float[0];

  /**
   * Weights from {@code in} values to {@code out}, with the filter widened when it shrinks. Where
   * the filter leaves the input, what is left of it is normalised to 1.
   *
   * @param reversed whether the outputs come last to first
   */
  void set(int in, int out, Interpolation filter, boolean reversed) {
    double scale = (double) in / out;
    double widened = Math.max(1, scale);
    double support = filter.support * widened;
    taps = Math.min(in, (int) Math.ceil(2 * support));
    if (first.length < out) {
      first = new int[out];
    }
    if (weights.length < out * taps) {
      weights = new float[out * taps];
    }
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max(0, (int) (centre - support + 0.5));
      int to = Math.min(from + taps, Math.min(in, (int) (centre + support + 0.5)));
      // Rows have one length: where fewer taps than that are needed, the window moves inwards.
      int start = Math.min(from, in - taps);
      int at = reversed ? out - 1 - i : i;
      first[at] = start;
      weigh(filter, start, from, to, centre, widened, at * taps);
    }
  }

  private void weigh(
      Interpolation filter, int start, int from, int to, double centre, double widened, int at) {
    Arrays.fill(weights, at, at + taps, 0);
    double sum = 0;
    for (int x = from; x < to; x++) {
      sum += filter.at((x - centre + 0.5) / widened);
    }
    for (int x = from; x < to; x++) {
      weights[at + x - start] = (float) (filter.at((x - centre + 0.5) / widened) / sum);
    }
  }

  /** How many inputs each output is made of. */
  int taps() {
    return taps;
  }

  /** The first input of each output; valid until the next {@link #set}, like the weights. */
  int[] first() {
    return first;
  }

  /** The weights of each output one after another, {@link #taps} of them. */
  float[] weights() {
    return weights;
  }
}
