package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GaussianTest {

  private static final int SIDE = 32;

  private final Gaussian gaussian = new Gaussian();

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 1.37, 2})
  void isTheSumOverTheKernelWithEdgesRepeated(double sigma) {
    float[][] before = ColoursTest.planes(Pictures.picture(1, SIDE, SIDE));
    float[][] after = ColoursTest.planes(Pictures.picture(1, SIDE, SIDE));
    gaussian.blur(after, SIDE, sigma);

    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        double expected = loops(before[c], i % SIDE, i / SIDE, sigma);
        assertThat((double) after[c][i]).isCloseTo(expected, within(0.501));
      }
    }
  }

  private static double loops(float[] plane, int x, int y, double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    double sum = 0;
    double weights = 0;
    for (int dy = -radius; dy <= radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        int row = Math.min(SIDE - 1, Math.max(0, y + dy));
        int column = Math.min(SIDE - 1, Math.max(0, x + dx));
        sum += weight * plane[row * SIDE + column];
        weights += weight;
      }
    }
    return sum / weights;
  }

  @Test
  void keepsTheMeanOfWhatIsAwayFromTheEdges() {
    float[][] planes = Planes.rgb(SIDE * SIDE);
    for (int y = 12; y < 20; y++) {
      for (int x = 12; x < 20; x++) {
        planes[1][y * SIDE + x] = 255;
      }
    }
    gaussian.blur(planes, SIDE, 2);

    double sum = 0;
    for (float level : planes[1]) {
      sum += level;
    }
    assertThat(sum / (64 * 255)).isCloseTo(1, within(0.005));
    assertThat(planes[0]).containsOnly(0);
  }
}
