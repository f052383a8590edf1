package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.Feed;
import io.pretext.testkit.NumericGradients;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class CrossEntropyTest {

  private static final double[][] LOGITS = {{1, 2, 0.5}, {-3, 0, 4}};

  @Test
  void isTheDefinitionWrittenAsLoops() {
    double[][] targets = {{0.2, 0.7, 0.1}, {0, 1, 0}};

    assertThat(loss(LOGITS, targets)).isCloseTo(loops(LOGITS, targets), within(1e-12));
  }

  @Test
  void indifferenceCostsTheLogOfTheClasses() {
    assertThat(loss(new double[][] {{7, 7, 7, 7}}, new double[][] {{0, 0, 1, 0}}))
        .isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void certaintyCostsNothingAndIsFinite() {
    assertThat(loss(new double[][] {{1000, 0, -1000}}, new double[][] {{1, 0, 0}})).isZero();
    assertThat(loss(new double[][] {{1000, 0, -1000}}, new double[][] {{0, 1, 0}})).isEqualTo(1000);
  }

  @Test
  @Tag("gradient")
  void gradientMatchesCentralDifferences() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable loss = CrossEntropy.loss(g, g.input("logits", 5, 4), g.input("targets", 5, 4));

    NumericGradients.checkInputs(g, loss, Feed.gaussian(g, 1), 1e-7);
  }

  static double loops(double[][] logits, double[][] targets) {
    double total = 0;
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      for (double logit : logits[i]) {
        sum += Math.exp(logit);
      }
      for (int c = 0; c < logits[i].length; c++) {
        total -= targets[i][c] * Math.log(Math.exp(logits[i][c]) / sum);
      }
    }
    return total / logits.length;
  }

  private static double loss(double[][] logits, double[][] targets) {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable loss =
        CrossEntropy.loss(
            g,
            g.input("logits", logits.length, logits[0].length),
            g.input("targets", targets.length, targets[0].length));
    return g.sd()
        .output(
            Map.of(
                "logits", Nd4j.createFromArray(logits), "targets", Nd4j.createFromArray(targets)),
            loss.name())
        .get(loss.name())
        .getDouble(0);
  }
}
