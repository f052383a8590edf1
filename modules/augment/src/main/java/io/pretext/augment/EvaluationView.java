package io.pretext.augment;

import io.pretext.datasets.Image;
import java.nio.FloatBuffer;

/**
 * Brings single images to what a model sees, by the recipe {@code eval}: the same values that
 * {@link InOrder} makes of them. One instance per thread: it keeps its scratch.
 */
public final class EvaluationView {

  private final ViewSpec spec;
  private final int size;
  private final ViewWriter writer;

  /**
   * @param size side of the view in pixels
   */
  public EvaluationView(int size, Normalisation normalisation) {
    Recipe recipe = Recipe.named("eval");
    this.spec = recipe.eachView().get(0);
    this.size = size;
    this.writer = new SizedViews(recipe, size, normalisation);
  }

  /** Writes [3, size, size] values from {@code at}. */
  public void write(Image image, FloatBuffer into, int at) {
    // The recipe draws nothing, so any seed will do.
    ViewDraw draw = ViewDraw.of(spec, image.width(), image.height(), size, 0, 0, 0, 0);
    writer.write(image.rgb(), image.width(), image.height(), 0, draw, into, at);
  }
}
