package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RidgeTest {

  private static final int CLASSES = 3;
  private static final int DIM = 5;
  // More rows than a block has, so that blocks are added up.
  private static final LabelledRows TRAIN = Clouds.of(2500, DIM, CLASSES, 1.5, 1);

  /** The gradient of the mean squared error plus alpha times the squared weights is zero. */
  @Test
  void solvesTheNormalEquations() {
    double[][] design = Clouds.design(TRAIN);
    var ridge = new Ridge(List.of(0.5, 0.01));

    float[] weights = ridge.train(TRAIN).weights();

    for (int head = 0; head < 2; head++) {
      double alpha = ridge.alphas().get(head);
      for (int c = 0; c < CLASSES; c++) {
        int column = head * CLASSES + c;
        var gradient = new double[DIM + 1];
        for (int i = 0; i < design.length; i++) {
          double error = TRAIN.labels()[i] == c ? -1 : 0;
          for (int d = 0; d <= DIM; d++) {
            error += design[i][d] * weights[d * 2 * CLASSES + column];
          }
          for (int d = 0; d <= DIM; d++) {
            gradient[d] += error * design[i][d] / design.length;
          }
        }
        for (int d = 0; d <= DIM; d++) {
          double decay = d < DIM ? alpha * weights[d * 2 * CLASSES + column] : 0;
          assertThat(gradient[d] + decay).isCloseTo(0, within(1e-7));
        }
      }
    }
  }

  /**
   * Two images of one feature, by hand: scaled to 1 and -1, the weights are ±(1/2) / (1 + alpha).
   */
  @Test
  void isRightByHand() {
    var two = new LabelledRows(Rows.of(new float[][] {{7}, {3}}), new int[] {0, 1}, 2);

    assertThat(new Ridge(List.of(1.0)).train(two).weights())
        .containsExactly(new float[] {0.25f, -0.25f, 0.5f, 0.5f}, within(1e-6f));
  }

  @Test
  void moreFeaturesThanImagesAreFine() {
    LabelledRows few = Clouds.of(20, 60, 4, 0.5, 1);
    LabelledRows test = Clouds.of(200, 60, 4, 0.5, 2);

    Ranking answers = new Ridge(List.of(0.1)).rank(few, test.rows(), 0).get(0);

    assertThat(answers.accuracy(test.labels()).top1()).isGreaterThan(95);
  }

  @Test
  void alphaIsAboveZero() {
    assertThatThrownBy(() -> new Ridge(List.of(0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ridge: alpha must be above 0, was 0.0");
  }
}
