package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.augment.Adjustment.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RandAugmentTest {

  private static final int DRAWS = 30_000;

  private static List<List<Adjustment>> draws(int operations, double magnitude) {
    var random = new SplittableRandom(5);
    var policy = new RandAugment(operations, magnitude);
    return IntStream.range(0, DRAWS).mapToObj(i -> policy.draw(random)).toList();
  }

  @Test
  void eachOfItsOperationsHappensHalfOfTheTimeAndIsAnyKind() {
    List<List<Adjustment>> draws = draws(2, 9);
    List<Adjustment> all = draws.stream().flatMap(List::stream).toList();

    assertThat((double) all.size() / DRAWS).isCloseTo(1, within(4 * Math.sqrt(0.5 / DRAWS)));
    for (Kind kind : Kind.values()) {
      double rate = all.stream().filter(a -> a.kind() == kind).count() / (double) all.size();
      assertThat(rate).as(kind.name()).isCloseTo(1.0 / 15, within(0.007));
    }
    assertThat(draws(0, 9)).allMatch(List::isEmpty);
  }

  @Test
  void theMagnitudeIsNormalAroundTheOneAskedForAndGoesBothWays() {
    double[] degrees =
        draws(2, 6).stream()
            .flatMap(List::stream)
            .filter(a -> a.kind() == Kind.ROTATE)
            .mapToDouble(Adjustment::amount)
            .toArray();
    int n = degrees.length;
    double mean = Arrays.stream(degrees).map(Math::abs).average().orElseThrow();
    double variance =
        Arrays.stream(degrees).map(d -> Math.pow(Math.abs(d) - 18, 2)).average().orElseThrow();

    assertThat(mean).isCloseTo(18, within(4 * 1.5 / Math.sqrt(n)));
    assertThat(variance).isCloseTo(2.25, within(4 * 2.25 * Math.sqrt(2.0 / n)));
    assertThat(Arrays.stream(degrees).filter(d -> d < 0).count() / (double) n)
        .isCloseTo(0.5, within(2 / Math.sqrt(n)));
  }

  /** The table of timm's increasing operations at magnitudes 0 and 10. */
  @Test
  void amountsRunFromNothingToTheStrongest() {
    assertRange(Kind.ROTATE, 0, 30);
    assertRange(Kind.POSTERIZE, 4, 0);
    assertRange(Kind.SOLARIZE, 256, 0);
    assertRange(Kind.SOLARIZE_ADD, 0, 110);
    assertRange(Kind.COLOUR, 1, 1.9);
    assertRange(Kind.SHARPNESS, 1, 1.9);
    assertRange(Kind.SHEAR_X, 0, 0.3);
    assertRange(Kind.TRANSLATE_Y, 0, 0.45);
    assertThat(RandAugment.amount(Kind.BRIGHTNESS, 1, -1)).isCloseTo(0.1, within(1e-12));
    assertThat(RandAugment.amount(Kind.SHEAR_Y, 0.5, -1)).isCloseTo(-0.15, within(1e-12));
  }

  private static void assertRange(Kind kind, double weakest, double strongest) {
    assertThat(RandAugment.amount(kind, 0, 1)).isCloseTo(weakest, within(1e-12));
    assertThat(RandAugment.amount(kind, 1, 1)).isCloseTo(strongest, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void everyKindKeepsWholeLevelsAndChangesAPicture(Kind kind) {
    float[][] planes = picture(16);
    float[][] before = {planes[0].clone(), planes[1].clone(), planes[2].clone()};

    adjust(planes, 16, kind, RandAugment.amount(kind, 0.9, -1));

    for (float[] plane : planes) {
      for (float value : plane) {
        assertThat(value).isBetween(0f, 255f).isEqualTo((float) Math.rint(value));
      }
    }
    assertThat(Arrays.deepEquals(planes, before)).isFalse();
  }

  @Test
  void autoContrastStretchesEachChannel() {
    float[][] planes = {{50, 60, 100, 75}, {7, 7, 7, 7}, {0, 255, 3, 4}};

    adjust(planes, 2, Kind.AUTO_CONTRAST, 0);

    // (level - 50) * 255 / 50, cut to whole levels; one level alone and a full range stay.
    assertThat(planes)
        .isDeepEqualTo(new float[][] {{0, 51, 255, 127}, {7, 7, 7, 7}, {0, 255, 3, 4}});
  }

  @Test
  void equalizeSpreadsTheLevelsByHowManyLieBelow() {
    float[][] planes = Planes.rgb(32 * 32);
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = i < 2 ? 10 : i < 768 ? 50 : 60;
      }
    }

    adjust(planes, 32, Kind.EQUALIZE, 0);

    // 768 pixels below the highest level make steps of 3, and half a step is 1 pixel: below level
    // 10 lies 1, below 50 lie 3, below 60 lie 769, which is more than 255 steps.
    assertThat(planes[0][0]).isZero();
    assertThat(planes[0][2]).isEqualTo(1);
    assertThat(planes[0][768]).isEqualTo(255);
  }

  @Test
  void levelsAreMappedAsPillowDoes() {
    assertThat(mapped(Kind.INVERT, 0)).containsExactly(255, 155, 127, 0);
    assertThat(mapped(Kind.POSTERIZE, 2)).containsExactly(0, 64, 128, 192);
    assertThat(mapped(Kind.POSTERIZE, 0)).containsExactly(0, 0, 0, 0);
    assertThat(mapped(Kind.SOLARIZE, 128)).containsExactly(0, 100, 127, 0);
    assertThat(mapped(Kind.SOLARIZE, 256)).containsExactly(0, 100, 128, 255);
    assertThat(mapped(Kind.SOLARIZE_ADD, 110)).containsExactly(110, 210, 128, 255);
    assertThat(mapped(Kind.BRIGHTNESS, 0.5)).containsExactly(0, 50, 64, 128);
  }

  private static float[] mapped(Kind kind, double amount) {
    float[][] planes = {{0, 100, 128, 255}, new float[4], new float[4]};
    adjust(planes, 2, kind, amount);
    return planes[0];
  }

  @Test
  void aQuarterTurnMovesPixelsExactly() {
    float[][] planes = picture(6);
    float[] before = planes[0].clone();

    adjust(planes, 6, Kind.ROTATE, 90);

    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(planes[0][y * 6 + x]).isEqualTo(before[(5 - x) * 6 + y]);
      }
    }
  }

  @Test
  void aTranslationBringsInGreyAndKeepsTheRest() {
    float[][] planes = picture(8);
    float[] before = planes[1].clone();

    adjust(planes, 8, Kind.TRANSLATE_X, 0.25);

    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        float expected = x + 2 < 8 ? before[y * 8 + x + 2] : Adjuster.OUTSIDE;
        assertThat(planes[1][y * 8 + x]).isEqualTo(expected);
      }
    }
  }

  @Test
  void aShearMovesEachRowByItsHeight() {
    float[][] planes = picture(8);
    float[] before = planes[2].clone();

    adjust(planes, 8, Kind.SHEAR_X, 2);

    // The centre of row y is at y + 1/2, so it comes from 2 y + 1 pixels further right.
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int from = x + 2 * y + 1;
        assertThat(planes[2][y * 8 + x])
            .isEqualTo(from < 8 ? before[y * 8 + from] : Adjuster.OUTSIDE);
      }
    }
  }

  @Test
  void sharpnessBlendsWithTheSmoothedImageAndLeavesTheEdge() {
    float[][] planes = picture(5);
    float[] before = planes[0].clone();

    adjust(planes, 5, Kind.SHARPNESS, 0.25);

    float sum = 4 * before[12];
    for (int y = 1; y <= 3; y++) {
      for (int x = 1; x <= 3; x++) {
        sum += before[5 * y + x];
      }
    }
    double smooth = Math.rint(sum / 13);
    assertThat(planes[0][12]).isEqualTo((float) Math.rint(0.25 * before[12] + 0.75 * smooth));
    assertThat(planes[0][0]).isEqualTo(before[0]);
    assertThat(planes[0][14]).isEqualTo(before[14]);
  }

  private static void adjust(float[][] planes, int size, Kind kind, double amount) {
    new Adjuster().apply(List.of(new Adjustment(kind, amount)), planes, size);
  }

  /** Smooth, noisy and dark: no two pixels need be alike, and no channel fills the range. */
  private static float[][] picture(int size) {
    byte[] rgb = Pictures.picture(3, size, size).rgb();
    float[][] planes = Planes.rgb(size * size);
    for (int i = 0; i < rgb.length; i++) {
      planes[i % 3][i / 3] = (rgb[i] & 0xff) / 2;
    }
    return planes;
  }
}
