package io.pretext.augment;

import java.nio.FloatBuffer;

/** Makes the pixels of the views of a recipe. One instance per worker: it keeps its scratch. */
interface ViewWriter {

  /**
   * Writes one view, normalised, as three planes, red first.
   *
   * @param rgb the image, [H, W, 3], 0 to 255 unsigned
   * @param view number of the view in the recipe
   * @param at where in {@code into} the view begins
   */
  void write(byte[] rgb, int width, int height, int view, ViewDraw draw, FloatBuffer into, int at);
}
