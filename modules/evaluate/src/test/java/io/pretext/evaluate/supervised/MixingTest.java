package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MixingTest {

  private static final int DRAWS = 20_000;

  private static List<Mix> draws(Mixing mixing, int size) {
    return IntStream.range(0, DRAWS).mapToObj(i -> mixing.of(1, i / 100, i % 100, size)).toList();
  }

  /** Moments of Beta(a, a): mean 1/2, variance 1 / (4 (2 a + 1)). */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.8, 1, 3})
  void weightsAreFromTheBetaDistribution(double a) {
    var random = new SplittableRandom(5);
    double[] weights =
        DoubleStream.generate(() -> Beta.symmetric(a, random)).limit(DRAWS).toArray();
    double variance = 1 / (4 * (2 * a + 1));

    assertThat(Arrays.stream(weights).boxed()).allSatisfy(w -> assertThat(w).isBetween(0.0, 1.0));
    assertThat(Arrays.stream(weights).average())
        .hasValueCloseTo(0.5, within(4 * Math.sqrt(variance / DRAWS)));
    assertThat(Arrays.stream(weights).map(w -> Math.pow(w - 0.5, 2)).average())
        .hasValueCloseTo(variance, within(4 * 0.25 / Math.sqrt(DRAWS)));
  }

  @Test
  void betaOneIsUniform() {
    var random = new SplittableRandom(5);
    long low =
        DoubleStream.generate(() -> Beta.symmetric(1, random))
            .limit(DRAWS)
            .filter(w -> w < 0.2)
            .count();

    assertThat((double) low / DRAWS).isCloseTo(0.2, within(4 * 0.4 / Math.sqrt(DRAWS)));
  }

  @Test
  void probabilityAndSwitchingAreRates() {
    List<Mix> draws = draws(new Mixing(0.8, 1, 0.6, 0.25, 0), 32);
    double mixed = draws.stream().filter(mix -> !mix.equals(Mix.NONE)).count();
    double blended = draws.stream().filter(Mix::blended).count();

    assertThat(mixed / DRAWS).isCloseTo(0.6, within(4 * 0.5 / Math.sqrt(DRAWS)));
    assertThat(blended / mixed).isCloseTo(0.75, within(4 * 0.5 / Math.sqrt(mixed)));
    assertThat(draws(new Mixing(1, 0, 1, 0.5, 0), 32)).allMatch(Mix::blended);
    assertThat(draws(new Mixing(0, 1, 1, 0, 0), 32)).noneMatch(Mix::blended);
    assertThat(draws(Mixing.none(), 32)).containsOnly(Mix.NONE);
  }

  @Test
  void aDrawIsAFunctionOfSeedEpochAndStep() {
    var mixing = new Mixing(1, 1, 1, 0.5, 0);
    Mix mix = mixing.of(1, 2, 3, 32);

    assertThat(mixing.of(1, 2, 3, 32)).isEqualTo(mix);
    assertThat(mixing.of(9, 2, 3, 32)).isNotEqualTo(mix);
    assertThat(mixing.of(1, 9, 3, 32)).isNotEqualTo(mix);
    assertThat(mixing.of(1, 2, 9, 32)).isNotEqualTo(mix);
    assertThat(mixing.of(1, 3, 2, 32)).isNotEqualTo(mix);
  }

  @Test
  void theBoxHasTheAreaLeftByTheWeightAndTheTargetsFollowIt() {
    List<Mix> draws = draws(new Mixing(0, 1, 1, 1, 0), 64);

    assertThat(draws)
        .allSatisfy(
            mix -> {
              assertThat(mix.x()).isBetween(0, 64 - mix.width());
              assertThat(mix.y()).isBetween(0, 64 - mix.height());
              assertThat(mix.weight())
                  .isCloseTo(1 - mix.width() * mix.height() / 4096.0, within(1e-12));
            })
        .anyMatch(mix -> mix.x() + mix.width() == 64)
        .anyMatch(mix -> mix.y() == 0 && mix.height() > 0);
    // Of a side r, a uniform point leaves r - r^2 / 4 inside on average, both ways; r^2 is uniform,
    // so the mean area is 1/2 - 1/5 + 1/48. Large images, so that rounding to pixels does not show.
    assertThat(
            draws(new Mixing(0, 1, 1, 1, 0), 2000).stream()
                .mapToDouble(mix -> 1 - mix.weight())
                .average())
        .hasValueCloseTo(0.5 - 0.2 + 1.0 / 48, within(4 * 0.28 / Math.sqrt(DRAWS)));
  }

  @Test
  void mixupBlendsEachRowWithItsMirrorImage() {
    Tensor images = Tensor.of(new float[] {0, 1, 10, 11, 20, 21}, 3, 1, 1, 2);

    Mix.blend(0.75).images(images);

    assertThat(images.toArray()).containsExactly(5, 6, 10, 11, 15, 16);
  }

  @Test
  void cutmixExchangesABoxInEveryChannel() {
    float[] values = new float[2 * 2 * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Tensor images = Tensor.of(values, 2, 2, 3, 3);

    new Mix(7.0 / 9, false, 1, 0, 1, 2).images(images);

    float[] mixed = images.toArray();
    for (int i = 0; i < 18; i++) {
      boolean inside = i % 9 == 1 || i % 9 == 4;
      assertThat(mixed[i]).isEqualTo(inside ? i + 18 : i);
      assertThat(mixed[18 + i]).isEqualTo(inside ? i : i + 18);
    }
  }

  @Test
  void targetsAreSmoothedAndMixed() {
    Tensor targets = Tensor.of(new float[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 3, 4);

    new Mix(0.75, true, 0, 0, 0, 0).targets(new int[] {0, 1, 3}, 0.2, targets);

    assertThat(targets.toArray())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(
            0.65f, 0.05f, 0.05f, 0.25f, //
            0.05f, 0.85f, 0.05f, 0.05f, //
            0.25f, 0.05f, 0.05f, 0.65f);
  }

  @Test
  void nothingMixedLeavesImagesAndLabels() {
    Tensor images = Tensor.of(new float[] {1, 2, 3, 4}, 2, 1, 1, 2);
    Tensor targets = Tensor.zeros(2, 2);

    Mix.NONE.images(images);
    Mix.NONE.targets(new int[] {1, 0}, 0, targets);

    assertThat(images.toArray()).containsExactly(1, 2, 3, 4);
    assertThat(targets.toArray()).containsExactly(0, 1, 1, 0);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Mixing(-1, 0, 1, 0.5, 0))
        .hasMessage("mixup must be 0 or greater, was -1");
    assertThatThrownBy(() -> new Mixing(0, 0, 1, 0.5, 1))
        .hasMessage("smoothing must be in [0, 1), was 1");
  }
}
