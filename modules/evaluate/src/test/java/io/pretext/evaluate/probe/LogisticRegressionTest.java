package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LogisticRegressionTest {

  private static final int CLASSES = 3;
  // More rows than a block has, so that blocks are added up.
  private static final LabelledRows TRAIN = Clouds.of(2500, 5, CLASSES, 1.5, 1);
  private static final double[][] DESIGN = Clouds.design(TRAIN);

  private static Design design() {
    return new Design(TRAIN.rows(), Scaling.of(TRAIN.rows()));
  }

  @Test
  void valueAndGradientMatchLoops() {
    var random = new SplittableRandom(3);
    double[] weights = random.doubles(6 * CLASSES, -2, 2).toArray();
    double[] expected = Clouds.crossEntropy(DESIGN, TRAIN.labels(), weights, CLASSES, 0.3);
    var gradient = new double[weights.length];

    try (var objective = new LogisticObjective(design(), TRAIN)) {
      assertThat(objective.at(weights, 0.3, gradient))
          .isCloseTo(expected[weights.length], within(1e-6));
    }
    for (int j = 0; j < weights.length; j++) {
      assertThat(gradient[j]).isCloseTo(expected[j], within(1e-6));
    }
  }

  /** A long plain descent comes to the same place, for every penalty of a warm-started path. */
  @Test
  void reachesTheOptimumThatALongDescentReaches() {
    var regression = new LogisticRegression(List.of(1.0, 0.1, 0.01), 1e-8, 1000);
    var minima = regression.minima(design(), TRAIN);

    var weights = new double[6 * CLASSES];
    for (int p = 0; p < 3; p++) {
      double penalty = regression.penalties().get(p);
      for (int step = 0; step < 1500; step++) {
        double[] gradient = Clouds.crossEntropy(DESIGN, TRAIN.labels(), weights, CLASSES, penalty);
        for (int j = 0; j < weights.length; j++) {
          weights[j] -= 0.5 * gradient[j];
        }
      }
      double[] there = Clouds.crossEntropy(DESIGN, TRAIN.labels(), weights, CLASSES, penalty);
      Lbfgs.Minimum found = minima.get(p);
      assertThat(found.gradient()).isLessThan(1e-8);
      assertThat(found.value()).isCloseTo(there[weights.length], within(1e-6));
      for (int j = 0; j < weights.length; j++) {
        assertThat(found.x()[j]).isCloseTo(weights[j], within(1e-4));
      }
      assertThat(found.evaluations()).isLessThan(20);
    }
  }

  @Test
  void penaltiesAreInOrder() {
    assertThatThrownBy(() -> new LogisticRegression(List.of(0.1, 1.0), 1e-5, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the strongest first");
  }
}
