package io.pretext.app.config;

import io.pretext.augment.Normalisation;
import io.pretext.augment.Recipe;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is done to an image: the section {@code views}, bound.
 *
 * @param recipe how views are made; everything in the section but the following
 * @param size side of a (global) view and of an evaluated image, in pixels
 * @param normalisation of their values
 */
public record ViewSettings(Recipe recipe, int size, Normalisation normalisation) {

  /** Mean and deviation, where both are given, stand in place of the named normalisation. */
  private record Frame(
      int size, String normalise, Optional<List<Double>> mean, Optional<List<Double>> deviation) {
    Frame {
      Check.atLeast("size", size, 1);
      Check.that(
          mean.isPresent() == deviation.isPresent(),
          "mean",
          "come with a deviation, and it with it");
    }

    static Map<String, ?> defaults() {
      return Map.of("normalise", "imagenet");
    }

    Normalisation normalisation() {
      return mean.isPresent()
          ? new Normalisation(floats(mean.get()), floats(deviation.get()))
          : Normalisation.named(normalise);
    }

    private static float[] floats(List<Double> values) {
      float[] floats = new float[values.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values.get(i).floatValue();
      }
      return floats;
    }
  }

  /** Binds the section. */
  static ViewSettings of(Map<String, ?> section) {
    var frame = new HashMap<String, Object>(section);
    var recipe = new HashMap<String, Object>(section);
    for (var component : Frame.class.getRecordComponents()) {
      recipe.remove(component.getName());
    }
    frame.keySet().removeAll(recipe.keySet());
    Frame bound = Bind.record("views", frame, Frame.class);
    return new ViewSettings(Recipe.parse("views", recipe), bound.size, bound.normalisation());
  }
}
