package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Layers.Affine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Linear layers, norms, activations and attention against their definitions. */
final class LayersTest {

  private final Graph g = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);

  @Test
  void linearIsTheProductWithTheTransposedWeight() {
    SDVariable y = Layers.linear(g, "fc", g.input("x", 4, 3), 5);
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray weight = values.parameter("fc/weight");
    INDArray bias = values.parameter("fc/bias");

    values.check(
        y,
        at -> {
          double sum = bias.getDouble(at[1]);
          for (int i = 0; i < 3; i++) {
            sum += x.getDouble(at[0], i) * weight.getDouble(at[1], i);
          }
          return sum;
        });
    assertThat(weight.amaxNumber().doubleValue()).isLessThan(1 / Math.sqrt(3));
    assertThat(bias.amaxNumber().doubleValue()).isPositive();
  }

  @Test
  void linearActsOnTheLastDimension() {
    SDVariable y = Layers.linear(g, "fc", g.input("x", 2, 4, 3), 5, Init.normal(1));
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray weight = values.parameter("fc/weight");

    values.check(
        y,
        at -> {
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            sum += x.getDouble(at[0], at[1], i) * weight.getDouble(at[2], i);
          }
          return sum;
        });
    assertThat(g.parameters()).containsOnlyKeys("fc/weight");
  }

  @Test
  void batchNormUsesTheBatchAndRemembersItAsPyTorchDoes() {
    SDVariable y = Layers.batchNorm2d(g, "bn", g.input("x", 3, 2, 4, 5), Init.normal(1));
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray weight = values.parameter("bn/weight");

    values.check(
        y,
        at ->
            weight.getDouble(at[1])
                * (x.getDouble(at[0], at[1], at[2], at[3]) - mean(x, at[1]))
                / Math.sqrt(squares(x, at[1]) / 60 + 1e-5));
    assertThat(g.updates())
        .containsExactly(
            new StateUpdate.Blend("bn/running_mean", "bn/mean", 0.9),
            new StateUpdate.Blend("bn/running_var", "bn/unbiased_variance", 0.9));
    values.check(g.sd().getVariable("bn/mean"), at -> mean(x, at[0]));
    values.check(g.sd().getVariable("bn/variance"), at -> squares(x, at[0]) / 60);
    values.check(g.sd().getVariable("bn/unbiased_variance"), at -> squares(x, at[0]) / 59);
    assertThat(g.layers().get("bn/mean"))
        .isEqualTo(
            new Layer.Node(
                new Layer.BatchNorm(1e-5, 1),
                "bn",
                List.of("x", "bn/weight", "bn/bias"),
                List.of("bn", "bn/mean", "bn/variance")));
  }

  private static double mean(INDArray x, int channel) {
    double sum = 0;
    for (int n = 0; n < 3; n++) {
      for (int i = 0; i < 20; i++) {
        sum += x.getDouble(n, channel, i / 5, i % 5);
      }
    }
    return sum / 60;
  }

  private static double squares(INDArray x, int channel) {
    double mean = mean(x, channel);
    double sum = 0;
    for (int n = 0; n < 3; n++) {
      for (int i = 0; i < 20; i++) {
        sum += Math.pow(x.getDouble(n, channel, i / 5, i % 5) - mean, 2);
      }
    }
    return sum;
  }

  @Test
  void aSplitNormIsTheNormOfEverySliceWithOneSetOfStatistics() {
    SDVariable x = g.input("x", 6, 2, 4, 5);
    SDVariable split = g.splitNorms(2, () -> Layers.batchNorm2d(g, "bn", x, Init.normal(1)));
    List<SDVariable> apart = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      SDVariable slice = Ops.slice(g, x, 0, 3 * i, 3 * (i + 1));
      apart.add(g.in("other", () -> Layers.batchNorm2d(g, "bn", slice)));
    }
    var values = new Values(g);
    values.parameter("other/bn/weight").assign(values.parameter("bn/weight"));
    values.parameter("bn/bias").assign(0.25);
    values.parameter("other/bn/bias").assign(0.25);
    List<INDArray> expected = apart.stream().map(values::of).toList();

    values.check(split, at -> expected.get(at[0] / 3).getDouble(at[0] % 3, at[1], at[2], at[3]));
    for (String name : List.of("mean", "unbiased_variance")) {
      INDArray first = values.of(g.sd().getVariable("other/bn/" + name));
      INDArray second = values.of(g.sd().getVariable("other/bn/" + name + "_1"));
      values.check(
          g.sd().getVariable("bn/" + name),
          at -> (first.getDouble(at[0]) + second.getDouble(at[0])) / 2);
    }
    assertThat(g.updates())
        .startsWith(
            new StateUpdate.Blend("bn/running_mean", "bn/mean", 0.9),
            new StateUpdate.Blend("bn/running_var", "bn/unbiased_variance", 0.9))
        .hasSize(6);
    assertThat(g.layers().get("bn"))
        .isEqualTo(
            new Layer.Node(
                new Layer.BatchNorm(1e-5, 2),
                "bn",
                List.of("x", "bn/weight", "bn/bias"),
                List.of("bn", "bn/group_mean", "bn/group_variance")));
  }

  @Test
  void normsAreSplitInsideTheirScopeOnly() {
    SDVariable x = g.input("x", 8, 3);
    List<SDVariable> inside = new ArrayList<>();
    SDVariable inner =
        g.splitNorms(
            2,
            () -> {
              inside.add(g.splitNorms(4, () -> Layers.batchNorm1d(g, "bn", x, Affine.NONE)));
              return Layers.batchNorm1d(g, "bn", x, Affine.NONE);
            });
    SDVariable outside = Layers.batchNorm1d(g, "bn", x, Affine.NONE);

    assertThat(groups(inside.get(0))).isEqualTo(4);
    assertThat(groups(inner)).isEqualTo(2);
    assertThat(groups(outside)).isEqualTo(1);
    assertThatThrownBy(() -> g.splitNorms(0, () -> x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a batch norm takes its batch in 1 group or more, not in 0");
  }

  private int groups(SDVariable y) {
    return ((Layer.BatchNorm) g.layers().get(y.name()).layer()).groups();
  }

  @Test
  void aNormThatRecallsIsNotSplit() {
    var evaluation = new Graph(Graph.Mode.EVALUATE, DataType.DOUBLE, 1);
    // Three rows have no two equal groups, and need none.
    SDVariable x = evaluation.input("x", 3, 2);
    SDVariable y =
        evaluation.splitNorms(2, () -> Layers.batchNorm1d(evaluation, "bn", x, Affine.NONE));
    g.freeze(path -> true);
    SDVariable frozen =
        g.splitNorms(2, () -> Layers.batchNorm1d(g, "bn", g.input("x", 3, 2), Affine.NONE));

    for (var graph : List.of(evaluation, g)) {
      assertThat(graph.layers().get("bn").layer()).isEqualTo(new Layer.FrozenBatchNorm(1e-5));
      var values = new Values(graph);
      values.parameter("bn/running_mean").assign(0.3);
      values.check(
          graph == g ? frozen : y,
          at -> (values.input("x").getDouble(at) - 0.3) / Math.sqrt(1 + 1e-5));
    }
  }

  @Test
  void groupsMustBeEqualAndLargeEnough() {
    SDVariable x = g.input("x", 8, 3);

    assertThatThrownBy(() -> g.splitNorms(3, () -> Layers.batchNorm1d(g, "bn", x, Affine.NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bn: a batch of 8 has no 3 equal groups to normalise; use a batch size that is a"
                + " multiple of 3");
    assertThatThrownBy(() -> g.splitNorms(8, () -> Layers.batchNorm1d(g, "bn", x, Affine.NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bn: a batch norm needs at least two values per channel to train on, in each of its 8"
                + " groups; use fewer groups");
  }

  @Test
  void batchNormRecallsInEvaluation() {
    var evaluation = new Graph(Graph.Mode.EVALUATE, DataType.DOUBLE, 1);
    SDVariable x = evaluation.input("x", 4, 3);
    SDVariable y = Layers.batchNorm1d(evaluation, "bn", x, Affine.WEIGHT_AND_BIAS);
    var values = new Values(evaluation);
    values.parameter("bn/running_mean").assign(0.3);
    values.parameter("bn/running_var").assign(4);
    values.parameter("bn/weight").assign(2);
    values.parameter("bn/bias").assign(0.5);

    values.check(y, at -> 2 * (values.input("x").getDouble(at) - 0.3) / Math.sqrt(4 + 1e-5) + 0.5);
    assertThat(evaluation.updates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"WEIGHT_AND_BIAS, 2", "WEIGHT, 1", "NONE, 0"})
  void aBatchNormLearnsWhatItIsTold(Affine affine, int parameters) {
    Layers.batchNorm1d(g, "bn", g.input("x", 4, 3), affine);

    assertThat(g.parameters()).hasSize(parameters);
    assertThat(g.states()).containsOnlyKeys("bn/running_mean", "bn/running_var");
  }

  @Test
  void aBatchOfOneCannotBeNormalised() {
    SDVariable x = g.input("x", 1, 3);

    assertThatThrownBy(() -> Layers.batchNorm1d(g, "bn", x, Affine.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bn: a batch norm needs at least two values per channel to train on");
  }

  @Test
  void layerNormNormalisesEachVector() {
    SDVariable y = Layers.layerNorm(g, "ln", g.input("x", 2, 4, 3), 0.1);
    var values = new Values(g);
    values.parameter("ln/weight").assign(2);
    values.parameter("ln/bias").assign(0.5);
    INDArray x = values.input("x");

    values.check(
        y,
        at -> {
          double mean = 0;
          for (int i = 0; i < 3; i++) {
            mean += x.getDouble(at[0], at[1], i) / 3;
          }
          double variance = 0;
          for (int i = 0; i < 3; i++) {
            variance += Math.pow(x.getDouble(at[0], at[1], i) - mean, 2) / 3;
          }
          return 2 * (x.getDouble(at) - mean) / Math.sqrt(variance + 0.1) + 0.5;
        });
  }

  @Test
  void activations() {
    SDVariable x = g.input("x", 4, 3);
    SDVariable relu = Layers.relu(g, x);
    SDVariable gelu = Layers.gelu(g, x);
    SDVariable tanh = Layers.tanh(g, x);
    SDVariable sigmoid = Layers.sigmoid(g, x);
    var values = new Values(g);
    INDArray v = values.input("x");

    values.check(relu, at -> Math.max(0, v.getDouble(at)));
    values.check(gelu, at -> v.getDouble(at) * (1 + erf(v.getDouble(at) / Math.sqrt(2))) / 2);
    values.check(tanh, at -> Math.tanh(v.getDouble(at)));
    values.check(sigmoid, at -> 1 / (1 + Math.exp(-v.getDouble(at))));
  }

  /** The series of Abramowitz and Stegun, 7.1.5. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 60; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Test
  void softmaxes() {
    SDVariable x = g.input("x", 2, 3, 4).mul(100);
    SDVariable probabilities = Layers.softmax(g, x);
    SDVariable logarithms = Layers.logSoftmax(g, x);
    var values = new Values(g);
    INDArray v = values.input("x").mul(100);

    values.check(probabilities, at -> Math.exp(v.getDouble(at) - logSumExp(v, at)));
    values.check(logarithms, at -> v.getDouble(at) - logSumExp(v, at));
  }

  private static double logSumExp(INDArray x, int... at) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 4; i++) {
      largest = Math.max(largest, x.getDouble(at[0], at[1], i));
    }
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += Math.exp(x.getDouble(at[0], at[1], i) - largest);
    }
    return largest + Math.log(sum);
  }

  @Test
  void l2NormalizeGivesUnitLengthAndSurvivesZero() {
    SDVariable x = g.input("x", 4, 3);
    SDVariable y = Layers.l2Normalize(g, x);
    SDVariable zero = Layers.l2Normalize(g, x.mul(0));
    var values = new Values(g);
    INDArray v = values.input("x");

    values.check(y, at -> v.getDouble(at) / v.getRow(at[0]).norm2Number().doubleValue());
    values.check(zero, at -> 0);
  }

  @Test
  void attentionMixesTokensBySimilarityPerHead() {
    SDVariable y = Layers.attention(g, "attn", g.input("x", 2, 3, 4), 2, Init.normal(0.7));
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray qkv = values.parameter("attn/qkv/weight");
    INDArray proj = values.parameter("attn/proj/weight");
    values.parameter("attn/proj/bias").assign(0.25);

    values.check(
        y,
        at -> {
          double sum = 0.25;
          for (int d = 0; d < 4; d++) {
            sum += proj.getDouble(at[2], d) * seen(x, qkv, at[0], at[1], d);
          }
          return sum;
        });
    assertThat(g.parameters().get("attn/qkv/weight")).containsExactly(12, 4);
  }

  /** Dimension {@code d} of what token {@code t} of image {@code n} attends to. */
  private static double seen(INDArray x, INDArray qkv, int n, int t, int d) {
    int head = d / 2;
    double[] scores = new double[3];
    double total = 0;
    for (int s = 0; s < 3; s++) {
      double dot = 0;
      for (int i = 2 * head; i < 2 * head + 2; i++) {
        dot += projected(x, qkv, n, t, i) * projected(x, qkv, n, s, 4 + i);
      }
      scores[s] = Math.exp(dot / Math.sqrt(2));
      total += scores[s];
    }
    double sum = 0;
    for (int s = 0; s < 3; s++) {
      sum += scores[s] / total * projected(x, qkv, n, s, 8 + d);
    }
    return sum;
  }

  private static double projected(INDArray x, INDArray weight, int n, int t, int out) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += x.getDouble(n, t, i) * weight.getDouble(out, i);
    }
    return sum;
  }

  @Test
  void headsMustDivideTheWidth() {
    SDVariable x = g.input("x", 2, 3, 4);

    assertThatThrownBy(() -> Layers.attention(g, "attn", x, 3, Init.normal(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attn: width 4 is not a multiple of 3 heads");
  }

  @Test
  void dropoutDropsItsShareAndKeepsTheMean() {
    SDVariable y = Layers.dropout(g, "drop", g.input("x", 100, 50), 0.3);
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray mask = values.input("drop");

    values.check(y, at -> x.getDouble(at) * mask.getDouble(at));
    assertThat(mask.eq(0).castTo(DataType.DOUBLE).meanNumber().doubleValue())
        .isCloseTo(0.3, within(0.03));
    assertThat(mask.maxNumber().doubleValue()).isCloseTo(1 / 0.7, within(1e-6));
  }

  @Test
  void dropPathDropsWholeSamples() {
    SDVariable y = Layers.dropPath(g, "drop", g.input("x", 6, 2, 3), 0.5);
    var values = new Values(g);
    INDArray x = values.input("x");
    INDArray mask = values.input("drop");

    assertThat(mask.shape()).containsExactly(6, 1, 1);
    values.check(y, at -> x.getDouble(at) * mask.getDouble(at[0], 0, 0));
  }

  @Test
  void nothingIsDroppedInEvaluation() {
    var evaluation = new Graph(Graph.Mode.EVALUATE, DataType.DOUBLE, 1);
    SDVariable x = evaluation.input("x", 6, 2);

    assertThat(Layers.dropout(evaluation, "a", x, 0.5)).isSameAs(x);
    assertThat(Layers.dropPath(evaluation, "b", x, 0.5)).isSameAs(x);
    assertThat(Layers.dropout(g, "c", g.input("x", 6, 2), 0).name()).isEqualTo("x");
  }

  @Test
  void aTargetDropsNothingInTraining() {
    SDVariable x = g.input("x", 6, 2);
    SDVariable target =
        g.withoutDrop(() -> Layers.dropPath(g, "a", Layers.dropout(g, "b", x, 0.5), 0.5));

    assertThat(target).isSameAs(x);
    assertThat(g.randomInputs()).isEmpty();
    assertThat(Layers.dropPath(g, "a", x, 0.5)).isNotSameAs(x);
    assertThat(g.randomInputs()).hasSize(1);
  }

  @Test
  void aDropRateOfOneIsRefused() {
    SDVariable x = g.input("x", 6, 2);

    assertThatThrownBy(() -> Layers.dropout(g, "drop", x, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("drop: a drop rate must be at least 0 and below 1");
  }

  @Test
  void aShapeIsKnownFromTheFirstUseOn() {
    assertThat(g.knownShape("weight")).isEmpty();
    g.in("net", () -> g.parameter("weight", Init.ones(), 2, 3));
    g.state("net/count", Init.zeros(), 4);

    assertThat(g.knownShape("weight")).isEmpty();
    assertThat(g.in("net", () -> g.knownShape("weight"))).contains(new long[] {2, 3});
    assertThat(g.knownShape("net/count")).contains(new long[] {4});
  }

  @Test
  void aSecondUseSharesTheWeightUnderAnotherName() {
    SDVariable x = g.input("x", 4, 3);
    SDVariable first = g.in("net", () -> Layers.linear(g, "fc", x, 5));
    SDVariable second = g.in("net", () -> Layers.linear(g, "fc", x, 5));

    assertThat(first.name()).isEqualTo("net/fc");
    assertThat(second.name()).isEqualTo("net/fc_1");
    assertThat(g.parameters()).containsOnlyKeys("net/fc/weight", "net/fc/bias");
  }
}
