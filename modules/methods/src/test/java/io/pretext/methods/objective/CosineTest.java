package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class CosineTest {

  private static final Objective SIMILARITY = (g, x) -> Cosine.similarity(g, x.get(0), x.get(1));
  private static final Objective DISTANCE = (g, x) -> Cosine.distance(g, x.get(0), x.get(1));
  private static final Objective OF_UNIT = (g, x) -> Cosine.ofUnit(x.get(0), x.get(1));

  @Test
  void theDefinitionWrittenAsLoops() {
    double[][] a = Computed.gaussian(1, 5, 3);
    double[][] b = Computed.gaussian(2, 5, 3);
    double cosine = 0;
    double squares = 0;
    for (int i = 0; i < 5; i++) {
      cosine += Computed.cosine(a[i], b[i]) / 5;
      for (int d = 0; d < 3; d++) {
        double u = a[i][d] / Math.sqrt(Computed.dot(a[i], a[i]));
        double v = b[i][d] / Math.sqrt(Computed.dot(b[i], b[i]));
        squares += (u - v) * (u - v) / 5;
      }
    }

    assertThat(Computed.scalar(SIMILARITY, a, b)).isCloseTo(cosine, within(1e-9));
    assertThat(Computed.scalar(DISTANCE, a, b)).isCloseTo(squares, within(1e-9));
    assertThat(Computed.scalar(OF_UNIT, Computed.unit(1, 5, 3), Computed.unit(2, 5, 3)))
        .isCloseTo(cosine, within(1e-9));
  }

  @Test
  void equalOppositeAndOrthogonal() {
    double[][] east = {{2, 0}};

    assertThat(Computed.scalar(SIMILARITY, east, new double[][] {{7, 0}}))
        .isCloseTo(1, within(1e-9));
    assertThat(Computed.scalar(SIMILARITY, east, new double[][] {{-1, 0}}))
        .isCloseTo(-1, within(1e-9));
    assertThat(Computed.scalar(SIMILARITY, east, new double[][] {{0, 3}})).isZero();
    assertThat(Computed.scalar(DISTANCE, east, new double[][] {{-1, 0}}))
        .isCloseTo(4, within(1e-9));
  }

  @Test
  void nothingHasNoDirection() {
    assertThat(Computed.scalar(SIMILARITY, new double[][] {{0, 0}}, new double[][] {{1, 0}}))
        .isZero();
  }

  @Test
  @Tag("gradient")
  void gradientsMatchCentralDifferences() {
    Computed.checkGradients(DISTANCE, new long[] {4, 3}, new long[] {4, 3});
  }
}
