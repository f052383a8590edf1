package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecipeTest {

  static List<String> names() {
    return Recipe.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsBackWhatItWrites(String name) {
    Recipe recipe = Recipe.named(name);

    assertThat(Recipe.parse(recipe.toMap())).isEqualTo(recipe);
    assertThat(Recipe.parse(Map.of("recipe", name))).isEqualTo(recipe);
  }

  @Test
  void multiCropMakesTwoGlobalViewsAndLocalOnesOf96For224() {
    assertThat(Recipe.named("swav").sizes(224)).containsExactly(224, 224, 96, 96, 96, 96, 96, 96);
    assertThat(Recipe.named("dino").sizes(224)).hasSize(10).endsWith(96, 96);
    assertThat(Recipe.named("dino").sizes(32)).startsWith(32, 32, 14);
    assertThat(Recipe.named("simclr").sizes(32)).containsExactly(32, 32);
  }

  @Test
  void simClrOnCifarIsHalfStrengthWithoutBlur() {
    ViewSpec spec =
        Recipe.parse(Map.of("recipe", "simclr", "strength", 0.5, "blur", 0)).views().get(0);

    assertThat(spec.jitter()).containsExactly(0.4, 0.4, 0.4, 0.1);
    assertThat(spec.blur()).isZero();
    assertThat(spec.scale()).containsExactly(0.08, 1.0);
  }

  @Test
  void settingsGoToEveryViewAndScaleToGlobalOnes() {
    Recipe recipe =
        Recipe.parse(Map.of("recipe", "dino", "scale", List.of(0.3, 1), "locals", 4, "blur", 0.25));

    assertThat(recipe.views()).extracting(ViewSpec::count).containsExactly(1, 1, 4);
    assertThat(recipe.views()).extracting(ViewSpec::blur).containsOnly(0.25);
    assertThat(recipe.views())
        .extracting(ViewSpec::scale)
        .containsExactly(List.of(0.3, 1.0), List.of(0.3, 1.0), List.of(0.05, 0.4));
  }

  @Test
  void localViewsCanBeLeftOut() {
    assertThat(Recipe.parse(Map.of("recipe", "swav", "locals", 0)).sizes(32))
        .containsExactly(32, 32);
    assertThatThrownBy(() -> Recipe.parse(Map.of("recipe", "simclr", "locals", 2)))
        .hasMessageStartingWith("views: locals must be 0")
        .hasMessageContaining("simclr has no local views");
  }

  @Test
  void localViewsCanBeOfAnotherSize() {
    assertThat(
            Recipe.parse(Map.of("recipe", "swav", "locals", 4, "localSize", 0.5, "blur", 0))
                .sizes(32))
        .containsExactly(32, 32, 16, 16, 16, 16);
    assertThatThrownBy(() -> Recipe.parse(Map.of("recipe", "swav", "localSize", 1.0)))
        .hasMessage("views.localSize must be in (0, 1), was 1.0");
    assertThatThrownBy(() -> Recipe.parse(Map.of("recipe", "simclr", "localSize", 0.5)))
        .hasMessageContaining("simclr has no local views");
  }

  @Test
  void aRecipeMayBeSpelledOut() {
    Recipe recipe = Recipe.parse(Map.of("views", List.of(Map.of("count", 3, "gray", 1))));

    assertThat(recipe.sizes(8)).containsExactly(8, 8, 8);
    assertThat(recipe.views().get(0).gray()).isEqualTo(1);
  }

  @Test
  void errorsNameTheNearest() {
    assertThatThrownBy(() -> Recipe.named("simclir"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no recipe 'simclir'")
        .hasMessageContaining("simclr");
    assertThatThrownBy(() -> Recipe.parse(Map.of("recipe", "simclr", "blurr", 0)))
        .hasMessageContaining("views: unknown key 'blurr'")
        .hasMessageContaining("blur");
    assertThatThrownBy(() -> Recipe.parse(Map.of("views", List.of(Map.of("solarise", 0)))))
        .hasMessageContaining("views.views[0]: unknown key 'solarise'")
        .hasMessageContaining("solarize");
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertRefused(Map.of("scale", List.of(0.5, 0.2)), "scale must be two areas");
    assertRefused(Map.of("scale", List.of(0, 1)), "scale must be two areas");
    assertRefused(Map.of("flip", 1.5), "flip must be in [0, 1], was 1.5");
    assertRefused(Map.of("jitter", List.of(1, 1)), "jitter must be four amounts");
    assertRefused(Map.of("jitter", List.of(0, 0, 0, 0.6)), "hue of at most 0.5, was 0.6");
    assertRefused(Map.of("strength", 3), "hue of at most 0.5");
    assertRefused(Map.of("strength", -1), "strength must be 0 or greater");
    assertRefused(Map.of("interpolation", "cubic"), "bicubic");
  }

  private static void assertRefused(Map<String, ?> setting, String message) {
    Map<String, Object> settings = new java.util.HashMap<>(setting);
    settings.put("recipe", "simclr");

    assertThatThrownBy(() -> Recipe.parse(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("views")
        .hasMessageContaining(message);
  }
}
