package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Init;
import io.pretext.methods.objective.Computed.Objective;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

final class SinkhornTest {

  private static final int IMAGES = 6;
  private static final int PROTOTYPES = 4;

  @Test
  void theListingWrittenAsLoops() {
    double[][] scores = Computed.gaussian(1, IMAGES, PROTOTYPES);

    for (int iterations = 1; iterations <= 3; iterations++) {
      double[][] expected = listing(scores, 0.3, iterations);
      INDArray codes = Computed.array(codes(0.3, iterations), scores);
      for (int n = 0; n < IMAGES; n++) {
        assertThat(codes.getRow(n).toDoubleVector()).containsExactly(expected[n], within(1e-9));
      }
    }
  }

  @Test
  void everyPrototypeGetsItsShare() {
    INDArray codes = Computed.array(codes(0.3, 200), Computed.gaussian(1, IMAGES, PROTOTYPES));

    assertThat(codes.sum(1).toDoubleVector()).containsExactly(equal(IMAGES, 1), within(1e-9));
    assertThat(codes.sum(0).toDoubleVector())
        .containsExactly(equal(PROTOTYPES, (double) IMAGES / PROTOTYPES), within(1e-9));
  }

  @Test
  void noScoreIsTooLarge() {
    double[][] scores = Computed.gaussian(1, IMAGES, PROTOTYPES);
    for (double[] row : scores) {
      for (int k = 0; k < PROTOTYPES; k++) {
        row[k] *= 1e3;
      }
    }

    INDArray codes = Computed.array(codes(0.05, 3), scores);

    assertThat(codes.sum(1).toDoubleVector()).containsExactly(equal(IMAGES, 1), within(1e-9));
  }

  @Test
  void equalScoresAreSharedEvenly() {
    INDArray codes = Computed.array(codes(0.05, 3), Computed.same(IMAGES, 7, 7, 7, 7));

    assertThat(codes.toDoubleMatrix()[3]).containsExactly(equal(PROTOTYPES, 0.25), within(1e-9));
  }

  @Test
  void roundedCodesHaveOneOwner() {
    double[][] scores = Computed.gaussian(1, IMAGES, PROTOTYPES);
    double[][] soft = listing(scores, 0.3, 3);

    INDArray rounded = Computed.array((g, x) -> Sinkhorn.rounded(g, x.get(0), 0.3, 3), scores);

    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < PROTOTYPES; k++) {
        boolean best = Arrays.stream(soft[n]).max().orElseThrow() == soft[n][k];
        assertThat(rounded.getDouble(n, k)).isCloseTo(best ? 1 : 0, within(1e-9));
      }
    }
  }

  @Test
  void codesAreTargets() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable scores = g.parameter("x", Init.normal(1), IMAGES, PROTOTYPES);
    SDVariable loss = CrossEntropy.loss(g, Sinkhorn.codes(g, scores, 0.3, 3), scores);
    g.sd().setLossVariables(loss.name());
    INDArray gradient = g.materialise().calculateGradients(Map.of(), "x").get("x");

    INDArray values = g.sd().getVariable("x").getArr();
    INDArray codes = Computed.array(codes(0.3, 3), values.toDoubleMatrix());
    INDArray softmax = Transforms.softmax(values, true);
    assertThat(gradient.distance2(softmax.sub(codes).div(IMAGES)))
        .as("that of the scores on the predicting side alone")
        .isCloseTo(0, within(1e-9));
  }

  private static double[] equal(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  private static Objective codes(double epsilon, int iterations) {
    return (g, x) -> Sinkhorn.codes(g, x.get(0), epsilon, iterations);
  }

  /** The paper's listing 1: prototypes and images are scaled in turn. */
  private static double[][] listing(double[][] scores, double epsilon, int iterations) {
    double[][] q = new double[IMAGES][PROTOTYPES];
    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < PROTOTYPES; k++) {
        q[n][k] = Math.exp(scores[n][k] / epsilon);
      }
    }
    for (int i = 0; i < iterations; i++) {
      for (int k = 0; k < PROTOTYPES; k++) {
        double sum = 0;
        for (double[] row : q) {
          sum += row[k];
        }
        for (double[] row : q) {
          row[k] /= sum * PROTOTYPES;
        }
      }
      for (double[] row : q) {
        double sum = Arrays.stream(row).sum();
        for (int k = 0; k < PROTOTYPES; k++) {
          row[k] /= sum * IMAGES;
        }
      }
    }
    for (double[] row : q) {
      for (int k = 0; k < PROTOTYPES; k++) {
        row[k] *= IMAGES;
      }
    }
    return q;
  }
}
