package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ViewDrawTest {

  private static final int DRAWS = 20_000;

  /** Four standard deviations of a rate estimated from {@link #DRAWS}, at its widest. */
  private static final double RATE = 4 * 0.5 / Math.sqrt(DRAWS);

  private static List<ViewDraw> draws(String recipe, int view) {
    ViewSpec spec = Recipe.named(recipe).eachView().get(view);
    return IntStream.range(0, DRAWS)
        .mapToObj(i -> ViewDraw.of(spec, 32, 32, 32, 1, 0, i, view))
        .toList();
  }

  private static double rate(List<ViewDraw> draws, Predicate<ViewDraw> what) {
    return (double) draws.stream().filter(what).count() / draws.size();
  }

  private static double mean(List<ViewDraw> draws, ToDoubleFunction<ViewDraw> what) {
    return draws.stream().mapToDouble(what).average().orElseThrow();
  }

  @Test
  void ratesAreThoseOfTheRecipe() {
    List<ViewDraw> simclr = draws("simclr", 0);

    assertThat(rate(simclr, ViewDraw::flip)).isCloseTo(0.5, within(RATE));
    assertThat(rate(simclr, d -> !d.jitter().equals(Jitter.NONE))).isCloseTo(0.8, within(RATE));
    assertThat(rate(simclr, ViewDraw::gray)).isCloseTo(0.2, within(RATE));
    assertThat(rate(simclr, d -> d.sigma() > 0)).isCloseTo(0.5, within(RATE));
    assertThat(rate(simclr, ViewDraw::solarize)).isZero();
  }

  @Test
  void byolsViewsDifferInBlurAndSolarisation() {
    assertThat(rate(draws("byol", 0), d -> d.sigma() > 0)).isEqualTo(1);
    assertThat(rate(draws("byol", 1), d -> d.sigma() > 0)).isCloseTo(0.1, within(RATE));
    assertThat(rate(draws("byol", 0), ViewDraw::solarize)).isZero();
    assertThat(rate(draws("byol", 1), ViewDraw::solarize)).isCloseTo(0.2, within(RATE));
  }

  @Test
  void whatIsDrawnForOneThingSaysNothingAboutAnother() {
    List<ViewDraw> flipped = draws("simclr", 0).stream().filter(ViewDraw::flip).toList();

    assertThat(rate(flipped, ViewDraw::gray)).isCloseTo(0.2, within(2 * RATE));
    assertThat(rate(flipped, d -> d.sigma() > 0)).isCloseTo(0.5, within(2 * RATE));
  }

  @Test
  void jitterIsUniformAroundNoChange() {
    List<ViewDraw> moco = draws("moco-v1", 0);

    for (ToDoubleFunction<Jitter> factor :
        List.<ToDoubleFunction<Jitter>>of(
            Jitter::brightness, Jitter::contrast, Jitter::saturation)) {
      assertUniform(moco, d -> factor.applyAsDouble(d.jitter()), 0.6, 1.4);
    }
    assertUniform(moco, d -> d.jitter().hue(), -0.4, 0.4);
  }

  @Test
  void aFactorIsNeverNegative() {
    ViewSpec strong =
        Recipe.parse(java.util.Map.of("recipe", "simclr", "jitter", List.of(1.5, 0, 0, 0)))
            .views()
            .get(0);
    List<ViewDraw> draws =
        IntStream.range(0, DRAWS)
            .mapToObj(i -> ViewDraw.of(strong, 32, 32, 32, 1, 0, i, 0))
            .filter(d -> !d.jitter().equals(Jitter.NONE))
            .toList();

    assertUniform(draws, d -> d.jitter().brightness(), 0, 2.5);
  }

  @Test
  void everyOrderOfTheFourOperationsIsAsLikely() {
    List<ViewDraw> draws = draws("moco-v1", 0);

    for (int order = 0; order < 24; order++) {
      int wanted = order;
      assertThat(rate(draws, d -> d.jitter().order() == wanted)).isCloseTo(1.0 / 24, within(0.006));
    }
    assertThat(
            IntStream.range(0, 24)
                .mapToObj(order -> new Jitter(1, 1, 1, 0, order))
                .map(j -> IntStream.range(0, 4).mapToObj(j::operation).toList())
                .distinct()
                .peek(operations -> assertThat(operations).doesNotHaveDuplicates()))
        .hasSize(24);
  }

  @Test
  void sigmaIsUniformFromATenthToTwoPixels() {
    List<ViewDraw> blurred = draws("byol", 0);

    assertUniform(blurred, ViewDraw::sigma, 0.1, 2.0);
  }

  @Test
  void isAFunctionOfSeedEpochIndexAndView() {
    ViewSpec spec = Recipe.named("simclr").views().get(0);
    ViewDraw draw = ViewDraw.of(spec, 500, 400, 224, 1, 2, 3, 4);

    assertThat(ViewDraw.of(spec, 500, 400, 224, 1, 2, 3, 4)).isEqualTo(draw);
    assertThat(ViewDraw.of(spec, 500, 400, 224, 9, 2, 3, 4)).isNotEqualTo(draw);
    assertThat(ViewDraw.of(spec, 500, 400, 224, 1, 9, 3, 4)).isNotEqualTo(draw);
    assertThat(ViewDraw.of(spec, 500, 400, 224, 1, 2, 9, 4)).isNotEqualTo(draw);
    assertThat(ViewDraw.of(spec, 500, 400, 224, 1, 2, 3, 9)).isNotEqualTo(draw);
    assertThat(ViewDraw.of(spec, 500, 400, 224, 2, 1, 3, 4)).isNotEqualTo(draw);
  }

  /** Range, mean and mean square of a uniform distribution. */
  private static void assertUniform(
      List<ViewDraw> draws, ToDoubleFunction<ViewDraw> what, double least, double most) {
    double middle = (least + most) / 2;
    double width = most - least;
    double error = 4 * width / Math.sqrt(12.0 * draws.size());

    assertThat(draws).allSatisfy(d -> assertThat(what.applyAsDouble(d)).isBetween(least, most));
    assertThat(mean(draws, what)).isCloseTo(middle, within(error));
    assertThat(mean(draws, d -> Math.pow(what.applyAsDouble(d) - middle, 2)))
        .isCloseTo(width * width / 12, within(width * error));
  }
}
