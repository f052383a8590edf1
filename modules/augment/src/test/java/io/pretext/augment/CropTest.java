package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CropTest {

  private static final int DRAWS = 20_000;

  /** Critical value of the Kolmogorov-Smirnov statistic at a level of 0.001. */
  private static final double CRITICAL = 1.95 / Math.sqrt(DRAWS);

  /** Large, so that rounding to pixels does not show; at most half the area, so all of it fits. */
  private static Crop[] crops() {
    var random = new SplittableRandom(5);
    return IntStream.range(0, DRAWS)
        .mapToObj(i -> Crop.random(4000, 4000, 0.1, 0.5, random))
        .toArray(Crop[]::new);
  }

  @Test
  void areaIsUniform() {
    double[] areas =
        Arrays.stream(crops()).mapToDouble(c -> c.width() * (c.height() / 16e6)).toArray();

    assertThat(distanceFromUniform(areas, 0.1, 0.5)).isLessThan(CRITICAL);
  }

  @Test
  void aspectIsLogUniformBetweenThreeFourthsAndFourThirds() {
    double[] aspects =
        Arrays.stream(crops())
            .mapToDouble(c -> Math.log((double) c.width() / c.height()))
            .toArray();

    assertThat(distanceFromUniform(aspects, Math.log(0.75), Math.log(4.0 / 3)))
        .isLessThan(CRITICAL);
  }

  @Test
  void placeIsUniformOverAllThatFit() {
    double[] left = Arrays.stream(crops()).mapToDouble(c -> c.x() / (4000.0 - c.width())).toArray();
    double[] top = Arrays.stream(crops()).mapToDouble(c -> c.y() / (4000.0 - c.height())).toArray();

    assertThat(distanceFromUniform(left, 0, 1)).isLessThan(CRITICAL);
    assertThat(distanceFromUniform(top, 0, 1)).isLessThan(CRITICAL);
  }

  @Test
  void staysInsideAndReachesEveryEdgeOfSmallImages() {
    var random = new SplittableRandom(6);
    int least = Integer.MAX_VALUE;
    boolean right = false;
    boolean bottom = false;
    for (int i = 0; i < 5000; i++) {
      Crop crop = Crop.random(32, 24, 0.08, 1, random);
      assertThat(crop.x()).isBetween(0, 32 - crop.width());
      assertThat(crop.y()).isBetween(0, 24 - crop.height());
      least = Math.min(least, crop.x() + crop.y());
      right |= crop.x() > 0 && crop.x() + crop.width() == 32;
      bottom |= crop.y() > 0 && crop.y() + crop.height() == 24;
    }

    assertThat(least).isZero();
    assertThat(right && bottom).isTrue();
  }

  @Test
  void becomesTheLargestCentredCropWhereNothingFits() {
    var random = new SplittableRandom(7);

    assertThat(Crop.random(100, 30, 1, 1, random)).isEqualTo(new Crop(30, 0, 40, 30));
    assertThat(Crop.random(30, 100, 1, 1, random)).isEqualTo(new Crop(0, 30, 30, 40));
  }

  @Test
  void theCentreLosesAnEighthOfLargeImagesOnly() {
    assertThat(Crop.centre(512, 256, 224)).isEqualTo(new Crop(144, 16, 224, 224));
    assertThat(Crop.centre(32, 32, 32)).isEqualTo(new Crop(0, 0, 32, 32));
    assertThat(Crop.centre(40, 20, 32)).isEqualTo(new Crop(10, 0, 20, 20));
  }

  /** The Kolmogorov-Smirnov statistic: largest distance of the two distribution functions. */
  private static double distanceFromUniform(double[] values, double least, double most) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    assertThat(sorted[0]).isCloseTo(least, within(0.01));
    assertThat(sorted[sorted.length - 1]).isCloseTo(most, within(0.01));
    return IntStream.range(0, sorted.length)
        .mapToDouble(
            i -> {
              double expected = (sorted[i] - least) / (most - least);
              double below = Math.abs(expected - (double) i / sorted.length);
              return Math.max(below, Math.abs(expected - (i + 1.0) / sorted.length));
            })
        .reduce(0, Math::max);
  }

  @Test
  void theStatisticTellsAreaFromSide() {
    double[] squares =
        DoubleStream.iterate(0, i -> i + 1).limit(DRAWS).map(CropTest::tilt).toArray();

    assertThat(distanceFromUniform(squares, 0, 1)).isGreaterThan(CRITICAL);
  }

  private static double tilt(double i) {
    double u = (i + 0.5) / DRAWS;
    return u * u;
  }
}
