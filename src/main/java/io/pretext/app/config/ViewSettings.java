package io.pretext.app.config;

import io.pretext.augment.Normalisation;
import io.pretext.augment.Recipe;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import java.util.HashMap;
import java.util.Map;

/**
 * What is done to an image: the section {@code views}, bound.
 *
 * @param recipe how views are made; everything in the section but the following
 * @param size side of a (global) view and of an evaluated image, in pixels
 * @param normalisation of their values
 */
public record ViewSettings(Recipe recipe, int size, Normalisation normalisation) {

  private record Frame(int size, String normalise) {
    Frame {
      Check.atLeast("size", size, 1);
    }

    static Map<String, ?> defaults() {
      return Map.of("normalise", "imagenet");
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
    return new ViewSettings(
        Recipe.parse("views", recipe), bound.size, Normalisation.named(bound.normalise));
  }
}
