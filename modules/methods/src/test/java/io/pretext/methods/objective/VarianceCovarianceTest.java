package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class VarianceCovarianceTest {

  private static final Objective INVARIANCE =
      (g, x) -> VarianceCovariance.invariance(g, x.get(0), x.get(1));
  private static final Objective VARIANCE = (g, x) -> VarianceCovariance.variance(g, x.get(0));
  private static final Objective COVARIANCE = (g, x) -> VarianceCovariance.covariance(g, x.get(0));

  @Test
  void theTermsWrittenAsLoops() {
    double[][] a = Computed.gaussian(1, 6, 4);
    double[][] b = Computed.gaussian(2, 6, 4);
    double distance = 0;
    double lacking = 0;
    double common = 0;
    for (int i = 0; i < 4; i++) {
      for (int n = 0; n < 6; n++) {
        distance += Math.pow(a[n][i] - b[n][i], 2) / (6 * 4);
      }
      lacking += Math.max(0, 1 - Math.sqrt(covariance(a, i, i) + 1e-4)) / 4;
      for (int j = 0; j < 4; j++) {
        common += i == j ? 0 : Math.pow(covariance(a, i, j), 2) / 4;
      }
    }

    assertThat(Computed.scalar(INVARIANCE, a, b)).isCloseTo(distance, within(1e-9));
    assertThat(lacking).as("a term that matters here").isPositive();
    assertThat(Computed.scalar(VARIANCE, a)).isCloseTo(lacking, within(1e-9));
    assertThat(Computed.scalar(COVARIANCE, a)).isCloseTo(common, within(1e-9));
  }

  @Test
  void oneEmbeddingForAllLacksAllVariance() {
    double[][] collapsed = Computed.same(5, 0.3, -2, 7);

    assertThat(Computed.scalar(VARIANCE, collapsed)).isCloseTo(0.99, within(1e-9));
    assertThat(Computed.scalar(COVARIANCE, collapsed)).isCloseTo(0, within(1e-9));
    assertThat(Computed.scalar(INVARIANCE, collapsed, collapsed)).isZero();
  }

  @Test
  void enoughVarianceCostsNothing() {
    double[][] wide = {{3, 3}, {3, -3}, {-3, 3}, {-3, -3}};

    assertThat(Computed.scalar(VARIANCE, wide)).isZero();
    assertThat(Computed.scalar(COVARIANCE, wide)).as("the two are independent").isZero();
  }

  @Test
  void dimensionsThatSayTheSame() {
    double[][] twins = {{1, 1}, {-1, -1}};

    assertThat(Computed.scalar(COVARIANCE, twins))
        .as("two covariances of 2, squared, over two dimensions")
        .isCloseTo(4, within(1e-9));
  }

  @Test
  @Tag("gradient")
  void gradientsMatchCentralDifferences() {
    Objective all =
        (g, x) ->
            VarianceCovariance.invariance(g, x.get(0), x.get(1))
                .add(VarianceCovariance.variance(g, x.get(0)))
                .add(VarianceCovariance.covariance(g, x.get(1)));
    Computed.checkGradients(all, new long[] {5, 3}, new long[] {5, 3});
  }

  private static double covariance(double[][] z, int i, int j) {
    double meanI = 0;
    double meanJ = 0;
    for (double[] row : z) {
      meanI += row[i] / z.length;
      meanJ += row[j] / z.length;
    }
    double sum = 0;
    for (double[] row : z) {
      sum += (row[i] - meanI) * (row[j] - meanJ);
    }
    return sum / (z.length - 1);
  }
}
