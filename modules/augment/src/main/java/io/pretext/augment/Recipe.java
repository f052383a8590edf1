package io.pretext.augment;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Nearest;
import io.pretext.config.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the views of an image are made: groups of views, in order.
 *
 * @param views the groups; the views of the first are {@code view0}, {@code view1}, ...
 */
public record Recipe(List<ViewSpec> views) {

  private static final List<String> NAMES =
      List.of(
          "simclr",
          "moco-v1",
          "moco-v2",
          "instdisc",
          "byol",
          "swav",
          "dino",
          "shift-flip",
          "crop-flip",
          "deit",
          "eval");

  public Recipe {
    Check.that(!views.isEmpty(), "views", "hold at least one group of views");
    views = List.copyOf(views);
  }

  /** The built-in recipes. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A built-in recipe, with the settings of its paper.
   *
   * @throws IllegalArgumentException if there is none of that name; the message names the nearest
   */
  public static Recipe named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no recipe '" + name + "', " + Nearest.suggestion(name, NAMES));
    }
    String resource = "/recipes/" + name + ".yaml";
    try (InputStream in = Recipe.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Bind.record("recipe " + name, Yaml.parse(resource, text), Recipe.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the recipe " + name, e);
    }
  }

  /** The recipe in the section {@code views} of a preset; see {@link #parse(String, Map)}. */
  public static Recipe parse(Map<String, ?> settings) {
    return parse("views", settings);
  }

  /**
   * A recipe of its own, {@code views: [...]}, or a built-in one with settings on top, such as
   * {@code {recipe: simclr, scale: [0.2, 1.0], blur: 0}}: {@link RecipeSettings} lists them.
   *
   * @param where path of {@code settings}, shown in errors
   */
  public static Recipe parse(String where, Map<String, ?> settings) {
    if (settings.containsKey("views")) {
      return Bind.record(where, settings, Recipe.class);
    }
    RecipeSettings bound = Bind.record(where, settings, RecipeSettings.class);
    try {
      return bound.resolve();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  /** The map that {@link #parse} reads back as this recipe. */
  public Map<String, Object> toMap() {
    return Bind.map(this);
  }

  /** The specification of every single view, in order. */
  public List<ViewSpec> eachView() {
    List<ViewSpec> each = new ArrayList<>();
    for (ViewSpec spec : views) {
      for (int i = 0; i < spec.count(); i++) {
        each.add(spec);
      }
    }
    return List.copyOf(each);
  }

  /**
   * The side of every view in pixels, in order.
   *
   * @param image side of the global views
   */
  public List<Integer> sizes(int image) {
    return eachView().stream().map(spec -> spec.pixels(image)).toList();
  }
}
