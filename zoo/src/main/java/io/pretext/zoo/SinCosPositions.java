package io.pretext.zoo;

import io.pretext.graph.Init;

/**
 * Position embeddings that are computed and not learnt: sines and cosines of a patch's place.
 *
 * <p>Of a token's numbers, the first quarter are sines of its row at falling frequencies, then come
 * cosines of the row, sines of the column and cosines of the column. Tokens that are no patches get
 * zeros. MoCo v3's code calls the first two quarters those of the width, and counts rows in them.
 *
 * @see <a href="https://arxiv.org/abs/2104.02057">Chen et al., 2021</a>, section 4.2
 */
final class SinCosPositions {

  private static final double TEMPERATURE = 10_000;

  private SinCosPositions() {}

  /**
   * The values of an array [1, prefix + patches, width], rows of {@code columns} patches.
   *
   * @param prefix tokens in front that are no patches
   */
  static Init of(int prefix, int columns) {
    return (random, shape) -> {
      int width = (int) shape[2];
      int quarter = width / 4;
      float[] values = new float[(int) shape[1] * width];
      for (int patch = 0; patch < shape[1] - prefix; patch++) {
        int at = (prefix + patch) * width;
        for (int i = 0; i < quarter; i++) {
          double frequency = Math.pow(TEMPERATURE, -(double) i / quarter);
          double row = patch / columns * frequency;
          double column = patch % columns * frequency;
          values[at + i] = (float) Math.sin(row);
          values[at + quarter + i] = (float) Math.cos(row);
          values[at + 2 * quarter + i] = (float) Math.sin(column);
          values[at + 3 * quarter + i] = (float) Math.cos(column);
        }
      }
      return values;
    };
  }
}
