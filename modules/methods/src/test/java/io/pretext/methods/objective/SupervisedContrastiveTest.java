package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class SupervisedContrastiveTest {

  private static final double TEMPERATURE = 0.3;

  @Test
  void equationTwoWrittenAsLoops() {
    double[][] a = Computed.gaussian(1, 5, 3);
    double[][] b = Computed.gaussian(2, 5, 3);
    double[] labels = {0, 2, 0, 1, 2};

    assertThat(Computed.scalar(loss(2, labels), a, b))
        .isCloseTo(loops(labels, 2, a, b), within(1e-9));
  }

  @Test
  void localViewsAreAnchorsOnly() {
    double[][] a = Computed.gaussian(1, 4, 3);
    double[][] b = Computed.gaussian(2, 4, 3);
    double[][] local = Computed.gaussian(3, 4, 3);
    double[] labels = {0, 1, 0, 2};

    assertThat(Computed.scalar(loss(2, labels), a, b, local))
        .isCloseTo(loops(labels, 2, a, b, local), within(1e-9));
  }

  @Test
  void classesOfOneImageEachAreNtXent() {
    double[][] a = Computed.gaussian(1, 4, 3);
    double[][] b = Computed.gaussian(2, 4, 3);

    assertThat(Computed.scalar(loss(2, 0, 1, 2, 3), a, b))
        .isCloseTo(
            Computed.scalar((g, x) -> InfoNce.ntXent(g, x, 2, TEMPERATURE), a, b), within(1e-9));
  }

  @Test
  void indistinguishableEmbeddingsCostLogOfTheCandidateCount() {
    double[][] same = Computed.same(4, 1, 2);

    assertThat(Computed.scalar(loss(2, 0, 0, 1, 1), same, same))
        .isCloseTo(Math.log(7), within(1e-9));
  }

  @Test
  void aViewAloneInItsClassCostsNothing() {
    assertThat(Computed.scalar(loss(1, 0, 1, 2), Computed.gaussian(1, 3, 2))).isZero();
  }

  @Test
  @Tag("gradient")
  void gradientsMatchCentralDifferences() {
    Computed.checkGradients(loss(2, 0, 1, 0), new long[] {3, 4}, new long[] {3, 4});
  }

  private static Objective loss(int globals, double... labels) {
    return (g, x) ->
        SupervisedContrastive.loss(
            g, x, globals, g.constant(Nd4j.createFromArray(labels)), TEMPERATURE);
  }

  private static double loops(double[] labels, int globals, double[][]... views) {
    double[][] z = Arrays.stream(views).flatMap(Arrays::stream).toArray(double[][]::new);
    int n = labels.length;
    double total = 0;
    for (int i = 0; i < z.length; i++) {
      double denominator = 0;
      for (int a = 0; a < globals * n; a++) {
        denominator += a == i ? 0 : Math.exp(Computed.cosine(z[i], z[a]) / TEMPERATURE);
      }
      double sum = 0;
      int positives = 0;
      for (int p = 0; p < globals * n; p++) {
        if (p != i && labels[p % n] == labels[i % n]) {
          sum += Computed.cosine(z[i], z[p]) / TEMPERATURE - Math.log(denominator);
          positives++;
        }
      }
      total -= sum / positives;
    }
    return total / z.length;
  }
}
