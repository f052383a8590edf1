package io.pretext.app.model;

import io.pretext.augment.Normalisation;
import io.pretext.zoo.model.Description;
import java.util.List;

/**
 * What is done to an image before a model sees it: the recipe {@code eval} at this size.
 *
 * @param image side in pixels
 * @param normalisation of its values
 */
public record Preparation(int image, Normalisation normalisation) {

  /**
   * As the model's weights were trained with.
   *
   * @throws IllegalArgumentException if they do not want three channels
   */
  public static Preparation of(Description description) {
    return new Preparation(
        description.image(),
        new Normalisation(floats(description.mean()), floats(description.deviation())));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
