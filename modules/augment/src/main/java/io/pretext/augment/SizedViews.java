package io.pretext.augment;

import java.nio.FloatBuffer;

/** Takes the path of small images or that of large ones. */
final class SizedViews implements ViewWriter {

  /**
   * Images and views of at most so many pixels a side take the path of small images, which is the
   * faster one up to about this size (measured, see docs/augmentation.md).
   */
  static final int SMALL = 96;

  private final Recipe recipe;
  private final int size;
  private final Normalisation normalisation;
  private final ViewWriter small;
  private ViewWriter large;

  SizedViews(Recipe recipe, int size, Normalisation normalisation) {
    this.recipe = recipe;
    this.size = size;
    this.normalisation = normalisation;
    this.small = new FusedViews(recipe, size, normalisation);
  }

  @Override
  public void write(
      byte[] rgb, int width, int height, int view, ViewDraw draw, FloatBuffer into, int at) {
    ViewWriter writer = Math.max(size, Math.max(width, height)) <= SMALL ? small : large();
    writer.write(rgb, width, height, view, draw, into, at);
  }

  /** Made when first needed: small images never load OpenCV. */
  private ViewWriter large() {
    if (large == null) {
      large = new MatViews(recipe, size, normalisation);
    }
    return large;
  }
}
