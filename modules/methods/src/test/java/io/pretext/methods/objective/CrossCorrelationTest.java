package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

final class CrossCorrelationTest {

  private static final Objective MATRIX = (g, x) -> CrossCorrelation.matrix(g, x.get(0), x.get(1));
  private static final Objective LOSS = (g, x) -> CrossCorrelation.loss(g, x.get(0), 0.1);
  private static final Objective AGREEMENT = (g, x) -> CrossCorrelation.agreement(g, x.get(0));

  @Test
  void theMatrixWrittenAsLoops() {
    double[][] a = Computed.gaussian(1, 6, 3);
    double[][] b = Computed.gaussian(2, 6, 3);

    INDArray matrix = Computed.array(MATRIX, a, b);

    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int n = 0; n < 6; n++) {
          sum += a[n][i] * b[n][j];
        }
        assertThat(matrix.getDouble(i, j)).as("%d, %d", i, j).isCloseTo(sum / 6, within(1e-9));
      }
    }
  }

  @Test
  void theLossWrittenAsLoops() {
    double[][] c = Computed.gaussian(3, 4, 4);
    double expected = 0;
    double diagonal = 0;
    for (int i = 0; i < 4; i++) {
      diagonal += c[i][i] / 4;
      for (int j = 0; j < 4; j++) {
        expected += i == j ? Math.pow(1 - c[i][i], 2) : 0.1 * c[i][j] * c[i][j];
      }
    }

    assertThat(Computed.scalar(LOSS, c)).isCloseTo(expected, within(1e-9));
    assertThat(Computed.scalar(AGREEMENT, c)).isCloseTo(diagonal, within(1e-9));
  }

  @Test
  void perfectAndRedundantAndSilent() {
    assertThat(Computed.scalar(LOSS, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})).isZero();
    assertThat(Computed.scalar(LOSS, Computed.same(3, 1, 1, 1)))
        .as("six pairs of dimensions that say the same")
        .isCloseTo(6 * 0.1, within(1e-9));
    assertThat(Computed.scalar(LOSS, Computed.same(3, 0, 0, 0))).isCloseTo(3, within(1e-9));
  }

  @Test
  @Tag("gradient")
  void gradientsMatchCentralDifferences() {
    Objective both =
        (g, x) -> CrossCorrelation.loss(g, CrossCorrelation.matrix(g, x.get(0), x.get(1)), 0.005);
    Computed.checkGradients(both, new long[] {5, 3}, new long[] {5, 3});
  }
}
