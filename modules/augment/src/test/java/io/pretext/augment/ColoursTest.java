package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.datasets.Image;
import java.awt.Color;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operation against its definition, pixel by pixel in double. */
final class ColoursTest {

  private static final int N = 32 * 32;

  private final Colours colours = new Colours();
  private final float[][] before = planes(Pictures.picture(3, 32, 32));
  private final float[][] planes = planes(Pictures.picture(3, 32, 32));

  static float[][] planes(Image image) {
    float[][] planes = Planes.rgb(image.width() * image.height());
    for (int i = 0; i < image.rgb().length; i++) {
      planes[i % 3][i / 3] = image.rgb()[i] & 0xff;
    }
    return planes;
  }

  private static double gray(float[][] planes, int i) {
    return 0.299 * planes[0][i] + 0.587 * planes[1][i] + 0.114 * planes[2][i];
  }

  /** Within half a level by rounding, and a little for arithmetic in floats. */
  private void assertLevels(IntToDoubleFunction[] expected, double tolerance) {
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < N; i++) {
        double clamped = Math.max(0, Math.min(255, expected[c].applyAsDouble(i)));
        assertThat((double) planes[c][i]).isCloseTo(clamped, within(tolerance));
        assertThat(planes[c][i]).isEqualTo((float) Math.rint(planes[c][i]));
      }
    }
  }

  private IntToDoubleFunction[] blended(double factor, IntToDoubleFunction with) {
    var expected = new IntToDoubleFunction[3];
    for (int c = 0; c < 3; c++) {
      float[] plane = before[c];
      expected[c] = i -> factor * plane[i] + (1 - factor) * with.applyAsDouble(i);
    }
    return expected;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 1.8})
  void brightnessBlendsWithBlack(double factor) {
    colours.brightness(planes, N, (float) factor);

    assertLevels(blended(factor, i -> 0), 0.501);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 1.8})
  void contrastBlendsWithTheMeanGray(double factor) {
    double sum = 0;
    for (int i = 0; i < N; i++) {
      sum += Math.rint(gray(before, i));
    }
    double mean = Math.rint(sum / N);

    colours.contrast(planes, N, (float) factor);

    assertLevels(blended(factor, i -> mean), 0.501);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 1.8})
  void saturationBlendsWithTheGrayOfThePixel(double factor) {
    colours.saturation(planes, N, (float) factor);

    // The grey is rounded as well, before it is blended.
    assertLevels(blended(factor, i -> gray(before, i)), 0.501 + 0.502 * Math.abs(1 - factor));
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.5f, -0.21f, -0.05f, 0, 0.1f, 1 / 3f, 0.5f})
  void hueTurnsInHsv(float shift) {
    colours.hue(planes, N, shift);

    for (int i = 0; i < N; i++) {
      int r = (int) before[0][i];
      int g = (int) before[1][i];
      int b = (int) before[2][i];
      float[] hsb = Color.RGBtoHSB(r, g, b, null);
      int rgb = Color.HSBtoRGB(hsb[0] + shift, hsb[1], hsb[2]);
      // Both round to whole levels.
      assertThat(planes[0][i]).isCloseTo(rgb >> 16 & 0xff, within(1f));
      assertThat(planes[1][i]).isCloseTo(rgb >> 8 & 0xff, within(1f));
      assertThat(planes[2][i]).isCloseTo(rgb & 0xff, within(1f));
    }
  }

  @Test
  void aThirdOfATurnMakesRedGreenAndGrayStays() {
    float[][] two = {{200, 90}, {10, 90}, {10, 90}};
    colours.hue(two, 2, 1 / 3f);

    assertThat(two).isDeepEqualTo(new float[][] {{10, 90}, {200, 90}, {10, 90}});
  }

  @Test
  void grayscaleKeepsThreeEqualChannels() {
    float[][] primaries = {{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}};
    colours.grayscale(primaries, 4);

    assertThat(primaries[0]).containsExactly(76, 150, 29, 255);
    assertThat(primaries[1]).isEqualTo(primaries[0]);
    assertThat(primaries[2]).isEqualTo(primaries[0]);
  }

  @Test
  void solarizeInvertsFrom128Up() {
    float[] levels = new float[256];
    float[] expected = new float[256];
    for (int level = 0; level < 256; level++) {
      levels[level] = level;
      expected[level] = level < 128 ? level : 255 - level;
    }
    float[][] all = {levels.clone(), levels.clone(), levels.clone()};
    colours.solarize(all, 256);

    assertThat(all).isDeepEqualTo(new float[][] {expected, expected, expected});
  }

  @Test
  void jitterAppliesTheFourInTheDrawnOrder() {
    for (int order = 0; order < 24; order++) {
      var jitter = new Jitter(1.3, 0.6, 1.7, 0.1, order);
      float[][] actual = planes(Pictures.picture(3, 32, 32));
      colours.jitter(actual, N, jitter);
      float[][] expected = planes(Pictures.picture(3, 32, 32));
      for (int i = 0; i < 4; i++) {
        switch (jitter.operation(i)) {
          case BRIGHTNESS -> colours.brightness(expected, N, 1.3f);
          case CONTRAST -> colours.contrast(expected, N, 0.6f);
          case SATURATION -> colours.saturation(expected, N, 1.7f);
          case HUE -> colours.hue(expected, N, 0.1f);
          default -> throw new IllegalStateException();
        }
      }
      assertThat(actual).isDeepEqualTo(expected);
    }
  }
}
