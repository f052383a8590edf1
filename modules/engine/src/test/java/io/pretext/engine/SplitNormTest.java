package io.pretext.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Layers.Affine;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Batch norms that take their batch in groups, in a network that trains. */
class SplitNormTest {

  private static final Map<String, long[]> IMAGES = Map.of("x", new long[] {32, 3, 8, 8});
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults(2).with(new UpdateRule.Sgd(0.9, false));

  static Stream<Engine> engines() {
    return Engines.all();
  }

  /** Eleven channels, so that a blocked layout has some to pad. */
  private static SDVariable network(Graph g, int groups) {
    return g.splitNorms(
        groups,
        () -> {
          SDVariable x = Layers.conv(g, "conv1", g.input("x", IMAGES.get("x")), 11, 3, 1, 1);
          SDVariable h = Layers.relu(g, Layers.batchNorm2d(g, "bn1", x));
          h = Layers.batchNorm2d(g, "bn2", Layers.conv(g, "conv2", h, 11, 3, 1, 1));
          h = Layers.globalAveragePool(g, Layers.relu(g, h.add(x)));
          // Without a bias: its gradient before a norm is zero, and rounding alone in floats.
          h = Layers.linear(g, "fc", h, 16, Init.normal(0.3));
          return Layers.batchNorm1d(g, "bn3", h, Affine.WEIGHT);
        });
  }

  private static Step step(Engine engine, DataType type, int groups) {
    var g = new Graph(Graph.Mode.TRAIN, type, 3);
    SDVariable z = network(g, groups);
    SDVariable loss = z.mul(z).mul(z).mean();
    return engine.training(g, loss, Map.of("z", z), OPTIONS);
  }

  @Test
  void aNetworkAgreesAfterThreeSteps() {
    try (Step step = step(new OneDnnEngine(), DataType.FLOAT, 4);
        Step judge = step(new ReferenceEngine(), DataType.DOUBLE, 4)) {
      for (int i = 0; i < 3; i++) {
        Batch batch = Engines.gaussian(IMAGES, i);
        Agreement agreement = Agreement.of(step, judge, batch, i);
        assertThat(agreement.error()).as(agreement.worst()).isLessThan(1e-4);
        for (Step each : new Step[] {step, judge}) {
          each.optimise(Engines.settings(0.01, 0), 1);
          each.settle(0);
        }
      }
      for (String name : judge.names()) {
        assertThat(Engines.error(step.read(name), judge.read(name))).as(name).isLessThan(1e-4);
      }
    }
  }

  /** Of a norm of the images themselves, so that a group's statistics can be had from its slice. */
  @ParameterizedTest
  @MethodSource("engines")
  void runningStatisticsFollowTheMeanOverTheGroups(Engine engine) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 3);
    SDVariable x = g.input("x", IMAGES.get("x"));
    SDVariable y = g.splitNorms(4, () -> Layers.relu(g, Layers.batchNorm2d(g, "bn", x)));
    Batch batch = Engines.gaussian(IMAGES, 1);
    try (Step step = engine.training(g, y.mean(), Map.of("y", y), OPTIONS)) {
      step.run(batch, 0);
      step.settle(0);
      float[] mean = step.read("bn/running_mean");
      float[] variance = step.read("bn/running_var");
      float[] out = step.monitor("y");
      float[] in = batch.tensor("x").toArray();
      for (int c = 0; c < 3; c++) {
        double means = 0;
        double variances = 0;
        for (int group = 0; group < 4; group++) {
          double sum = 0;
          double squares = 0;
          for (int i = 0; i < 8 * 64; i++) {
            double value = in[at(group, c, i)];
            sum += value;
            squares += value * value;
          }
          double average = sum / 512;
          double unbiased = (squares - 512 * average * average) / 511;
          double normal = (in[at(group, c, 77)] - average) / Math.sqrt(unbiased * 511 / 512 + 1e-5);
          assertThat((double) out[at(group, c, 77)]).isCloseTo(Math.max(0, normal), within(1e-5));
          means += average / 4;
          variances += unbiased / 4;
        }
        assertThat((double) mean[c]).isCloseTo(0.1 * means, within(1e-6));
        assertThat((double) variance[c]).isCloseTo(0.9 + 0.1 * variances, within(1e-5));
      }
    }
  }

  /** Pixel {@code i} of channel {@code c} in a group of 8 images of 64 pixels. */
  private static int at(int group, int c, int i) {
    return ((8 * group + i / 64) * 3 + c) * 64 + i % 64;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aGroupDoesNotSeeTheOthers(Engine engine) {
    try (Step split = step(engine, DataType.FLOAT, 4);
        Step whole = step(engine, DataType.FLOAT, 1)) {
      Batch batch = Engines.gaussian(IMAGES, 1);
      float[] before = rowsOfFirstGroup(split, batch);
      float[] wholeBefore = rowsOfFirstGroup(whole, batch);
      // Another last image, far from the rest.
      var data = batch.tensor("x").data();
      for (int i = 31 * 192; i < 32 * 192; i++) {
        data.put(i, 5 * data.get(i) + 3);
      }
      assertThat(rowsOfFirstGroup(split, batch)).isEqualTo(before);
      assertThat(Engines.error(rowsOfFirstGroup(whole, batch), wholeBefore)).isGreaterThan(1e-2);
    }
  }

  private static float[] rowsOfFirstGroup(Step step, Batch batch) {
    step.run(batch, 0);
    return Arrays.copyOf(step.monitor("z"), 8 * 16);
  }
}
