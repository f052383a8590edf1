package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Init;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

final class NumericGradientsTest {

  private final Graph g = new Graph(Mode.TRAIN, DataType.DOUBLE, 3);
  private final SDVariable x = g.input("x", 4, 3);
  private final SDVariable w = g.parameter("net/w", Init.normal(1), 4, 3);

  @Test
  void aRightGradientPasses() {
    SDVariable loss = x.mul(w).mul(w).sum();

    NumericGradients.check(g, loss, "net", Feed.gaussian(g, 1), 1e-7);
    NumericGradients.checkInputs(g, loss, Feed.gaussian(g, 1), 1e-7);
  }

  @Test
  void aWrongGradientIsFound() {
    SDVariable wrong = g.sd().variance(x.mul(w), false, 0, 1);

    assertThatThrownBy(() -> NumericGradients.check(g, wrong, "net", Feed.gaussian(g, 1), 1e-3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient of net/w");
  }

  @Test
  void aScopeThatHoldsNothingIsAnError() {
    assertThatThrownBy(
            () -> NumericGradients.check(g, x.mul(w).sum(), "ne", Feed.gaussian(g, 1), 1e-3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("parameters under 'ne'");
  }

  @Test
  void inputsAreTheSameAtEveryRun() {
    assertThat(Feed.gaussian(g, 1)).isEqualTo(Feed.gaussian(g, 1));
    assertThat(Feed.gaussian(g, 1)).isNotEqualTo(Feed.gaussian(g, 2));
  }
}
