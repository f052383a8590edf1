package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.evaluate.probe.LinearProbe.Rate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinearProbeTest {

  private static final int CLASSES = 4;
  private static final LabelledRows TRAIN = Clouds.of(150, 6, CLASSES, 1.5, 1);

  /** With one batch of everything, the order does not matter: the descent as loops in double. */
  @Test
  void followsTheDescentWrittenAsLoops() {
    var rates = List.of(new Rate(0.3, 0), new Rate(0.05, 0.1));
    var probe = new LinearProbe(rates, 150, 0.9, 40, 0);

    LinearHeads heads = probe.train(TRAIN, 5);

    double[][] design = Clouds.design(TRAIN);
    for (int head = 0; head < 2; head++) {
      double[] expected = descent(design, rates.get(head), 40);
      for (int d = 0; d < 7; d++) {
        for (int c = 0; c < CLASSES; c++) {
          assertThat((double) heads.weights()[d * 2 * CLASSES + head * CLASSES + c])
              .isCloseTo(expected[d * CLASSES + c], within(2e-5));
        }
      }
    }
  }

  private static double[] descent(double[][] design, Rate setting, int steps) {
    var weights = new double[design[0].length * CLASSES];
    var velocity = new double[weights.length];
    for (int step = 0; step < steps; step++) {
      double[] gradient =
          Clouds.crossEntropy(design, TRAIN.labels(), weights, CLASSES, setting.decay());
      double rate = setting.rate() * 0.5 * (1 + Math.cos(Math.PI * step / steps));
      for (int j = 0; j < weights.length; j++) {
        velocity[j] = 0.9 * velocity[j] + gradient[j];
        weights[j] -= rate * velocity[j];
      }
    }
    return weights;
  }

  /** Whatever is trained beside it, a setting comes to the same weights. */
  @Test
  void aSettingDoesNotDependOnItsNeighbours() {
    var probe =
        new LinearProbe(
            List.of(new Rate(0.01, 0), new Rate(0.1, 0.01), new Rate(1e20, 0.1)), 32, 0.9, 3, 0);

    LinearHeads all = probe.train(TRAIN, 5);
    LinearHeads alone = probe.only(1).train(TRAIN, 5);

    for (int d = 0; d < 7; d++) {
      for (int c = 0; c < CLASSES; c++) {
        assertThat(all.weights()[d * 3 * CLASSES + CLASSES + c])
            .isCloseTo(alone.weights()[d * CLASSES + c], within(1e-5f));
      }
    }
  }

  /** 30 epochs of batches come as far as full batches do, and see every image. */
  @Test
  void batchesReachTheOptimum() {
    LabelledRows train = Clouds.of(2000, 6, CLASSES, 1.5, 2);
    var probe = new LinearProbe(List.of(new Rate(0.03, 0.01)), 64, 0.9, 30, 0);

    LinearHeads heads = probe.train(train, 1);

    double[][] design = Clouds.design(train);
    var weights = new double[heads.weights().length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = heads.weights()[j];
    }
    var optimum = new LogisticRegression(List.of(0.01), 1e-9, 1000);
    double best =
        optimum.minima(new Design(train.rows(), Scaling.of(train.rows())), train).get(0).value();
    double[] here = Clouds.crossEntropy(design, train.labels(), weights, CLASSES, 0.01);
    assertThat(here[weights.length]).isBetween(best - 1e-6, best + 1e-3);
  }

  @Test
  void aRateThatDivergesIsNeverChosen() {
    var probe = new LinearProbe(List.of(new Rate(1e30, 0.1), new Rate(0.1, 0)), 32, 0.9, 20, 0);

    Choice choice = Choice.of(probe, TRAIN, 1);

    assertThat(choice.index()).isEqualTo(1);
    assertThat(choice.heldOut().get(0)).isZero();
    assertThat(choice.heldOut().get(1)).isGreaterThan(40);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    LinearProbe probe = LinearProbe.standard().only(7);

    float[] once = probe.train(TRAIN, 3).weights();

    assertThat(probe.train(TRAIN, 3).weights()).isEqualTo(once);
    assertThat(probe.train(TRAIN, 4).weights()).isNotEqualTo(once);
  }
}
