package io.pretext.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class AgreementTest {

  private static final Map<String, long[]> INPUTS = Map.of("x", new long[] {4, 3});

  /** Sum of x a + factor x b, with parameters that begin differently for each seed. */
  private static Step step(double factor, long seed, EngineOptions options) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, seed);
    SDVariable x = g.input("x", INPUTS.get("x"));
    SDVariable a = x.mul(g.parameter("a", Init.normal(1), 1, 3));
    SDVariable b = x.mul(g.parameter("b", Init.normal(1), 1, 3)).mul(factor);
    return new ReferenceEngine().training(g, a.add(b).sum(), Map.of(), options);
  }

  @Test
  void aDifferenceIsFoundInItsPathAndDiluted() {
    var options = EngineOptions.defaults(1);
    Batch batch = Engines.gaussian(INPUTS, 1);
    try (Step candidate = step(1.1, 1, options);
        Step reference = step(1, 2, options)) {
      Agreement agreement = Agreement.of(candidate, reference, batch, 0);
      assertThat(agreement.paths().get("a")).isZero();
      assertThat(agreement.paths().get("b")).isCloseTo(0.1, within(1e-6));
      assertThat(agreement.worst()).isEqualTo("b");
      // Both gradients are the sum of x over its rows.
      assertThat(agreement.gradient()).isCloseTo(0.1 / Math.sqrt(2), within(1e-6));
      assertThat(agreement.loss()).isPositive();
      assertThat(agreement.error()).isCloseTo(Math.max(agreement.loss(), 0.1), within(1e-6));
    }
  }

  @Test
  void equalDefinitionsAgreeWhateverTheirSeeds() {
    var options = EngineOptions.defaults(1);
    try (Step candidate = step(1, 1, options);
        Step reference = step(1, 2, options)) {
      Batch batch = Engines.gaussian(INPUTS, 1);
      assertThat(Agreement.of(candidate, reference, batch, 0).error()).isZero();
    }
  }

  @Test
  void stepsThatTrainOtherParametersAreNotCompared() {
    var all = EngineOptions.defaults(1);
    var some = new EngineOptions(all.rule(), "a"::equals, 1, false, Map.of());
    try (Step candidate = step(1, 1, all);
        Step reference = step(1, 1, some)) {
      Batch batch = Engines.gaussian(INPUTS, 1);
      assertThatThrownBy(() -> Agreement.of(candidate, reference, batch, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("train different parameters");
    }
  }
}
