package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class CrossEntropyTest {

  private static final Objective LOSS = (g, x) -> CrossEntropy.loss(g, x.get(0), x.get(1));
  private static final Objective ENTROPY = (g, x) -> CrossEntropy.relativeEntropy(g, x.get(0));

  @Test
  void theDefinitionWrittenAsLoops() {
    double[][] target = {{0.2, 0.3, 0.5}, {1, 0, 0}};
    double[][] logits = Computed.gaussian(1, 2, 3);
    double expected = 0;
    double entropy = 0;
    for (int n = 0; n < 2; n++) {
      double total = 0;
      for (double logit : logits[n]) {
        total += Math.exp(logit);
      }
      for (int k = 0; k < 3; k++) {
        double p = Math.exp(logits[n][k]) / total;
        expected -= target[n][k] * Math.log(p) / 2;
        entropy -= p * Math.log(p) / (2 * Math.log(3));
      }
    }

    assertThat(Computed.scalar(LOSS, target, logits)).isCloseTo(expected, within(1e-9));
    assertThat(Computed.scalar(ENTROPY, logits)).isCloseTo(entropy, within(1e-9));
  }

  @Test
  void certainAndUniform() {
    double[][] uniform = {{5, 5, 5, 5}};
    double[][] certain = {{0, 900, 0, 0}};

    assertThat(Computed.scalar(LOSS, new double[][] {{0.1, 0.2, 0.3, 0.4}}, uniform))
        .isCloseTo(Math.log(4), within(1e-9));
    assertThat(Computed.scalar(LOSS, new double[][] {{0, 1, 0, 0}}, certain)).isZero();
    assertThat(Computed.scalar(ENTROPY, uniform)).isCloseTo(1, within(1e-9));
    assertThat(Computed.scalar(ENTROPY, certain)).isZero();
  }

  @Test
  @Tag("gradient")
  void gradientsMatchCentralDifferences() {
    Computed.checkGradients(LOSS, new long[] {3, 4}, new long[] {3, 4});
  }
}
