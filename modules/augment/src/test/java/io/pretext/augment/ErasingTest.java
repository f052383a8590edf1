package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ErasingTest {

  private static final int DRAWS = 20_000;

  /** Large, so that rounding to pixels does not show. */
  private static List<Erasing> draws(int size) {
    var random = new SplittableRandom(5);
    return IntStream.range(0, DRAWS).mapToObj(i -> Erasing.random(size, random)).toList();
  }

  @Test
  void areaAndAspectStayInTheirRangesAndFillThem() {
    List<Erasing> draws = draws(4000);
    double[] areas =
        draws.stream().mapToDouble(e -> e.width() / 4000.0 * e.height() / 4000.0).toArray();
    double[] aspects =
        draws.stream().mapToDouble(e -> Math.log((double) e.height() / e.width())).toArray();

    assertThat(Arrays.stream(areas).boxed())
        .allSatisfy(a -> assertThat(a).isBetween(0.0199, 0.3335));
    assertThat(Arrays.stream(aspects).boxed())
        .allSatisfy(a -> assertThat(a).isBetween(-1.205, 1.205));
    // Tall and flat ones of a large area do not fit, so large areas are a little rarer.
    assertThat(Arrays.stream(areas).average()).hasValueCloseTo(0.175, within(0.01));
    assertThat(Arrays.stream(aspects).average())
        .hasValueCloseTo(0.0, within(4 * 2.41 / Math.sqrt(12.0 * DRAWS)));
  }

  @Test
  void placeIsUniformOverAllThatFit() {
    assertThat(draws(4000).stream().mapToDouble(e -> e.x() / (4000.0 - e.width())).average())
        .hasValueCloseTo(0.5, within(4 / Math.sqrt(12.0 * DRAWS)));
    assertThat(draws(32))
        .allSatisfy(
            e -> {
              assertThat(e.x()).isBetween(0, 32 - e.width());
              assertThat(e.y()).isBetween(0, 32 - e.height());
            })
        .anyMatch(e -> e.x() + e.width() == 32)
        .anyMatch(e -> e.y() == 0);
  }

  @Test
  void theRectangleBecomesStandardNoiseAndNothingElseChanges() {
    FloatBuffer view = FloatBuffer.allocate(2 + 3 * 64 * 64);
    for (int i = 0; i < view.capacity(); i++) {
      view.put(i, 7);
    }

    new Erasing(5, 10, 40, 30, 9).apply(view, 2, 64);

    double sum = 0;
    double squares = 0;
    for (int i = 0; i < view.capacity(); i++) {
      int at = i - 2;
      int x = Math.floorMod(at, 64);
      int y = Math.floorMod(Math.floorDiv(at, 64), 64);
      boolean erased = at >= 0 && x >= 5 && x < 45 && y >= 10 && y < 40;
      assertThat(view.get(i) != 7).as("value %d", at).isEqualTo(erased);
      sum += erased ? view.get(i) : 0;
      squares += erased ? view.get(i) * view.get(i) : 0;
    }
    int n = 3 * 40 * 30;
    assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
  }

  @Test
  void theNoiseIsTheDraws() {
    FloatBuffer one = FloatBuffer.allocate(3 * 16);
    FloatBuffer again = FloatBuffer.allocate(3 * 16);
    FloatBuffer other = FloatBuffer.allocate(3 * 16);
    new Erasing(0, 0, 3, 3, 9).apply(one, 0, 4);
    new Erasing(0, 0, 3, 3, 9).apply(again, 0, 4);
    new Erasing(0, 0, 3, 3, 8).apply(other, 0, 4);

    assertThat(again.array()).isEqualTo(one.array());
    assertThat(other.array()).isNotEqualTo(one.array());
  }

  @Test
  void happensAsOftenAsTheRecipeSays() {
    ViewSpec spec = Recipe.named("deit").views().get(0);
    long erased =
        IntStream.range(0, DRAWS)
            .filter(i -> !ViewDraw.of(spec, 32, 32, 32, 1, 0, i, 0).erasing().equals(Erasing.NONE))
            .count();

    assertThat((double) erased / DRAWS).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / DRAWS)));
  }
}
