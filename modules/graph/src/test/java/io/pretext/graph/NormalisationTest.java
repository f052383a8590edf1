package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Group norm and standardised weights against their definitions. */
final class NormalisationTest {

  private static final Layer.Convolution PADDED = new Layer.Convolution(1, 1, 1, 1);

  private final Graph g = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void groupNormNormalisesTheChannelsOfEachGroup(int groups) {
    SDVariable y = Layers.groupNorm(g, "gn", g.input("x", 2, 6, 3, 4), groups, Init.normal(1));
    var values = new Values(g);
    values.parameter("gn/bias").assign(0.5);
    INDArray x = values.input("x");
    INDArray weight = values.parameter("gn/weight");
    int size = 6 / groups;

    values.check(
        y,
        at -> {
          int first = at[1] / size * size;
          double mean = 0;
          double squares = 0;
          for (int i = 0; i < 12 * size; i++) {
            double v = x.getDouble(at[0], first + i / 12, i % 12 / 4, i % 4);
            mean += v / (12 * size);
            squares += v * v / (12 * size);
          }
          double deviation = Math.sqrt(squares - mean * mean + 1e-5);
          return weight.getDouble(at[1]) * (x.getDouble(at) - mean) / deviation + 0.5;
        });
  }

  @Test
  void groupNormComputesTheSameInEvaluation() {
    var evaluation = new Graph(Graph.Mode.EVALUATE, DataType.DOUBLE, 1);
    SDVariable trained = Layers.groupNorm(g, "gn", g.input("x", 1, 4, 2, 2), 2);
    SDVariable y = Layers.groupNorm(evaluation, "gn", evaluation.input("x", 1, 4, 2, 2), 2);
    INDArray expected = new Values(g).of(trained);

    new Values(evaluation).check(y, expected::getDouble);
    assertThat(g.states()).isEmpty();
    assertThat(g.updates()).isEmpty();
  }

  @Test
  void channelsMustSplitIntoGroups() {
    SDVariable x = g.input("x", 2, 6, 3, 4);

    assertThatThrownBy(() -> Layers.groupNorm(g, "gn", x, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gn: 6 channels do not split into 4 groups");
  }

  @Test
  void aStandardisedWeightHasMeanZeroAndVarianceOnePerOutput() {
    SDVariable x = g.input("x", 2, 3, 4, 5);
    SDVariable y = Layers.standardisedConv(g, "conv", x, 5, 3, PADDED, Init.normal(0.1));
    var values = new Values(g);
    INDArray image = values.input("x");
    INDArray raw = values.parameter("conv/weight");

    values.check(g.sd().getVariable("conv/standardised"), at -> standardised(raw, at));
    values.check(
        y,
        at -> {
          double sum = 0;
          for (int i = 0; i < 27; i++) {
            int row = at[2] + i % 9 / 3 - 1;
            int column = at[3] + i % 3 - 1;
            if (row >= 0 && row < 4 && column >= 0 && column < 5) {
              sum +=
                  image.getDouble(at[0], i / 9, row, column)
                      * standardised(raw, at[1], i / 9, i % 9 / 3, i % 3);
            }
          }
          return sum;
        });
    assertThat(g.parameters()).containsOnlyKeys("conv/weight");
  }

  /** With an epsilon that matters: weights of deviation 0.1 have variance 0.01. */
  private static double standardised(INDArray weight, int... at) {
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < 27; i++) {
      double w = weight.getDouble(at[0], i / 9, i % 9 / 3, i % 3);
      mean += w / 27;
      squares += w * w / 27;
    }
    return (weight.getDouble(at) - mean) / Math.sqrt(squares - mean * mean + 1e-5);
  }

  @Test
  void aStandardisedConvolutionIsStillRecordedAsAConvolution() {
    Layers.standardisedConv(g, "conv", g.input("x", 2, 3, 4, 5), 5, 3, PADDED, Init.normal(1));

    assertThat(g.layers().get("conv"))
        .isEqualTo(
            new Layer.Node(PADDED, "conv", List.of("x", "conv/standardised"), List.of("conv")));
  }
}
