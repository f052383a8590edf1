package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.methods.objective.Computed.Objective;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class NoiseContrastTest {

  private static final int CANDIDATES = 50;
  private static final double Z = 7;

  private static Objective loss(double normaliser) {
    return (g, x) ->
        NoiseContrast.loss(g, x.get(0), x.get(1), g.constant(Nd4j.scalar(normaliser)), CANDIDATES);
  }

  /** The paper's h and J, anchor by anchor. */
  private static double loops(double[][] positive, double[][] negatives) {
    double sum = 0;
    for (int i = 0; i < positive.length; i++) {
      double noise = (double) negatives[i].length / CANDIDATES;
      double own = Math.exp(positive[i][0]) / Z;
      sum -= Math.log(own / (own + noise));
      for (double negative : negatives[i]) {
        double other = Math.exp(negative) / Z;
        sum -= Math.log(1 - other / (other + noise));
      }
    }
    return sum / positive.length;
  }

  @Test
  void itIsThePapersDefinitionWrittenAsLoops() {
    double[][] positive = Computed.gaussian(1, 5, 1);
    double[][] negatives = Computed.gaussian(2, 5, 9);

    assertThat(Computed.scalar(loss(Z), positive, negatives))
        .isCloseTo(loops(positive, negatives), within(1e-9));
  }

  @Test
  void theNormaliserIsTheMeanOfWhatWasDrawnForAll() {
    double[][] negatives = Computed.gaussian(3, 4, 6);
    double mean =
        Arrays.stream(negatives).flatMapToDouble(Arrays::stream).map(Math::exp).average().orElse(0);

    assertThat(
            Computed.scalar((g, x) -> NoiseContrast.normaliser(g, x.get(0), CANDIDATES), negatives))
        .isCloseTo(CANDIDATES * mean, within(1e-9));
  }

  @Test
  void candidatesThatAreAllAlikeCostWhatGuessingCosts() {
    double[][] positive = Computed.same(3, 2);
    double[][] negatives = Computed.same(3, 2, 2, 2, 2);

    assertThat(Computed.scalar(loss(CANDIDATES * Math.exp(2)), positive, negatives))
        .isCloseTo(NoiseContrast.chance(4), within(1e-9))
        .isCloseTo(Math.log(5) + 4 * Math.log(5.0 / 4), within(1e-9));
  }

  @Test
  void farApartNothingOverflows() {
    assertThat(Computed.scalar(loss(Z), new double[][] {{1000}}, new double[][] {{-1000, -900}}))
        .isZero();
    assertThat(Computed.scalar(loss(Z), new double[][] {{-1000}}, new double[][] {{-1000}}))
        .isCloseTo(1000 + Math.log(Z / CANDIDATES), within(1e-9));
  }

  @Test
  void itsGradientIsThatOfItsValue() {
    Computed.checkGradients(loss(Z), new long[] {4, 1}, new long[] {4, 6});
  }
}
