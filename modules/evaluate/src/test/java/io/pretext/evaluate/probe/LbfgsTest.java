package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LbfgsTest {

  /** Rosenbrock's valley in ten dimensions: curved, narrow, minimum 0 where all are 1. */
  private static double valley(double[] x, double[] gradient) {
    double value = 0;
    java.util.Arrays.fill(gradient, 0);
    for (int i = 0; i + 1 < x.length; i++) {
      double off = x[i + 1] - x[i] * x[i];
      value += 100 * off * off + (1 - x[i]) * (1 - x[i]);
      gradient[i] += -400 * x[i] * off - 2 * (1 - x[i]);
      gradient[i + 1] += 200 * off;
    }
    return value;
  }

  @Test
  void findsTheBottomOfRosenbrocksValley() {
    var start = new double[10];
    java.util.Arrays.fill(start, -0.5);

    Lbfgs.Minimum found = new Lbfgs(1e-9, 2000).minimise(LbfgsTest::valley, start);

    assertThat(found.gradient()).isLessThan(1e-9);
    assertThat(found.evaluations()).isLessThan(200);
    for (double x : found.x()) {
      assertThat(x).isCloseTo(1, within(1e-8));
    }
  }

  /** A bowl of condition 10,000: plain descent would need tens of thousands of steps. */
  @Test
  void solvesAnIllConditionedBowl() {
    Lbfgs.Objective bowl =
        (x, gradient) -> {
          double value = 0;
          for (int i = 0; i < x.length; i++) {
            double curvature = Math.pow(10, i % 5);
            value += curvature / 2 * (x[i] - i) * (x[i] - i);
            gradient[i] = curvature * (x[i] - i);
          }
          return value;
        };

    Lbfgs.Minimum found = new Lbfgs(1e-8, 500).minimise(bowl, new double[20]);

    assertThat(found.evaluations()).isLessThan(100);
    for (int i = 0; i < 20; i++) {
      assertThat(found.x()[i]).isCloseTo(i, within(1e-7));
    }
  }

  @Test
  void stopsAtTheGivenNumberOfEvaluationsWithTheBestSoFar() {
    var start = new double[] {-1.2, 1};

    Lbfgs.Minimum found = new Lbfgs(1e-9, 15).minimise(LbfgsTest::valley, start);

    assertThat(found.evaluations()).isEqualTo(15);
    assertThat(found.value()).isLessThan(valley(start, new double[2]));
  }

  /** Where the value is not a number, the step is too long. */
  @Test
  void stepsBackFromWhereThereIsNoValue() {
    Lbfgs.Objective barrier =
        (x, gradient) -> {
          gradient[0] = 1 - 1 / x[0];
          return x[0] - Math.log(x[0]); // minimum 1 at 1, NaN below 0
        };

    assertThat(new Lbfgs(1e-9, 200).minimise(barrier, new double[] {20}).x()[0])
        .isCloseTo(1, within(1e-8));
  }
}
