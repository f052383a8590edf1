package io.pretext.report;

import io.pretext.datasets.Image;
import io.pretext.graph.Tensor;

/** What a network sees, as an image that a person can see. */
public final class Pixels {

  private Pixels() {}

  /**
   * Undoes the normalisation of one image.
   *
   * @param images [N, 3, H, W], each channel (value - mean) / std of values in [0, 1]
   * @param index which of the N
   */
  public static Image of(Tensor images, int index, float[] mean, float[] std) {
    int height = (int) images.shape()[2];
    int width = (int) images.shape()[3];
    int plane = height * width;
    var rgb = new byte[3 * plane];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < plane; p++) {
        float value = images.data().get((3 * index + c) * plane + p) * std[c] + mean[c];
        rgb[3 * p + c] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
    return new Image(width, height, rgb);
  }
}
