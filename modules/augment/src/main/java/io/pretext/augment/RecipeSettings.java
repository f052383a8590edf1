package io.pretext.augment;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A built-in recipe and what to change in it.
 *
 * @param recipe name of the built-in recipe
 * @param scale least and most area of the crops of global views
 * @param localScale the same of local views
 * @param locals how many local views there are, 0 for none
 * @param localSize side of local views relative to that of global ones
 * @param interpolation of all views, like what follows
 * @param strength factor on every amount of the jitter
 */
record RecipeSettings(
    String recipe,
    Optional<List<Double>> scale,
    Optional<List<Double>> localScale,
    Optional<Integer> locals,
    OptionalDouble localSize,
    Optional<Interpolation> interpolation,
    OptionalDouble flip,
    Optional<List<Double>> jitter,
    OptionalDouble strength,
    OptionalDouble jitterProbability,
    OptionalDouble gray,
    OptionalDouble blur,
    OptionalDouble solarize,
    OptionalDouble shift,
    Optional<Integer> operations,
    OptionalDouble magnitude,
    OptionalDouble erase) {

  RecipeSettings {
    locals.ifPresent(count -> Check.nonNegative("locals", count));
    localSize.ifPresent(
        size -> Check.that(size > 0 && size < 1, "localSize", "be in (0, 1), was " + size));
    strength.ifPresent(factor -> Check.nonNegative("strength", factor));
  }

  /** The built-in recipe with the changes made. */
  Recipe resolve() {
    Recipe base = Recipe.named(recipe);
    boolean some = base.views().stream().anyMatch(ViewSpec::local);
    Check.that(
        some || locals.orElse(0) == 0 && localScale.isEmpty() && localSize.isEmpty(),
        "locals",
        "be 0 and localScale and localSize be left out, the recipe "
            + recipe
            + " has no local views");
    return new Recipe(
        base.views().stream()
            .filter(spec -> !(spec.local() && locals.orElse(1) == 0))
            .map(this::changed)
            .toList());
  }

  private ViewSpec changed(ViewSpec spec) {
    Map<String, Object> changes = new LinkedHashMap<>();
    (spec.local() ? localScale : scale).ifPresent(range -> changes.put("scale", range));
    if (spec.local()) {
      locals.ifPresent(count -> changes.put("count", count));
      localSize.ifPresent(size -> changes.put("size", size));
    }
    interpolation.ifPresent(how -> changes.put("interpolation", how));
    flip.ifPresent(p -> changes.put("flip", p));
    List<Double> amounts = jitter.orElse(spec.jitter());
    double factor = strength.orElse(1);
    changes.put("jitter", amounts.stream().map(amount -> amount * factor).toList());
    jitterProbability.ifPresent(p -> changes.put("jitterProbability", p));
    gray.ifPresent(p -> changes.put("gray", p));
    blur.ifPresent(p -> changes.put("blur", p));
    solarize.ifPresent(p -> changes.put("solarize", p));
    shift.ifPresent(part -> changes.put("shift", part));
    operations.ifPresent(count -> changes.put("operations", count));
    magnitude.ifPresent(m -> changes.put("magnitude", m));
    erase.ifPresent(p -> changes.put("erase", p));
    return Bind.record("", Bind.merge(Bind.map(spec), changes), ViewSpec.class);
  }
}
