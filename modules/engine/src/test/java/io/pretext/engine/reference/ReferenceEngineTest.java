package io.pretext.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.RandomInput;
import io.pretext.graph.StateUpdate;
import io.pretext.graph.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class ReferenceEngineTest {

  private static final int ROWS = 4;
  private static final EngineOptions PLAIN =
      EngineOptions.defaults(2).with(new UpdateRule.Sgd(0, false));

  /** A linear layer under mean squares: loss = mean((x w)^2). */
  private static SDVariable squares(Graph g) {
    SDVariable x = g.input("x", ROWS, 3);
    SDVariable y = g.in("fc", () -> x.mmul(g.parameter("weight", Init.normal(1), 3, 2)));
    return y.mul(y).mean();
  }

  private static Graph graph(DataType type) {
    return new Graph(Graph.Mode.TRAIN, type, 7);
  }

  private static Batch batch() {
    float[] x = new float[ROWS * 3];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i + 1);
    }
    return new Batch(Map.of("x", Tensor.of(x, ROWS, 3)));
  }

  /** There are 2^60 ways through the branches; SameDiff's own executor walks them all. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void branchesAreWalkedOnce() {
    Graph g = graph(DataType.DOUBLE);
    SDVariable x = g.parameter("x", Init.ones(), 2);
    SDVariable y = x;
    for (int i = 0; i < 60; i++) {
      y = y.mul(0.5).mul(0.5).add(y.mul(0.75));
    }
    SDVariable loss = y.sum();
    try (var step = new ReferenceEngine().training(g, loss, Map.of(), PLAIN)) {
      assertThat(step.run(new Batch(Map.of()), 0)).isCloseTo(2, within(1e-12));
      assertThat(step.gradient("x")).containsExactly(1, 1);
    }
  }

  @Test
  void gradientIsTheDefinitionOfItInDouble() {
    Graph g = graph(DataType.DOUBLE);
    SDVariable loss = squares(g);
    try (var step = new ReferenceEngine().training(g, loss, Map.of("again", loss), PLAIN)) {
      double value = step.run(batch(), 0);
      float[] x = batch().tensor("x").toArray();
      float[] w = step.read("fc/weight");
      double[] expected = new double[6];
      double mean = 0;
      for (int n = 0; n < ROWS; n++) {
        for (int o = 0; o < 2; o++) {
          double y = 0;
          for (int i = 0; i < 3; i++) {
            y += (double) x[n * 3 + i] * w[i * 2 + o];
          }
          mean += y * y / (ROWS * 2);
          for (int i = 0; i < 3; i++) {
            expected[i * 2 + o] += 2 * y * x[n * 3 + i] / (ROWS * 2);
          }
        }
      }
      assertThat(value).isCloseTo(mean, within(1e-12));
      assertThat(step.monitorAsDouble("again")).containsExactly(value);
      assertThat(step.gradientAsDouble("fc/weight")).containsExactly(expected, within(1e-12));
      assertThat(step.gradientNorm())
          .isCloseTo(Math.sqrt(Arrays.stream(expected).map(d -> d * d).sum()), within(1e-6));
    }
  }

  @Test
  void trainingGoesDownhillAndStepsOfOneGraphAreIndependent() {
    Graph g = graph(DataType.FLOAT);
    SDVariable loss = squares(g);
    try (var first = new ReferenceEngine().training(g, loss, Map.of(), PLAIN);
        var second = new ReferenceEngine().training(g, loss, Map.of(), PLAIN)) {
      double before = first.run(batch(), 0);
      first.optimise(path -> new UpdateRule.Settings(0.1, 0, false, 1e9), 1);
      assertThat(first.run(batch(), 1)).isLessThan(before);
      assertThat(second.run(batch(), 0)).isEqualTo(before);
      assertThat(first.updates()).isEqualTo(1);
    }
  }

  @Test
  void stdoutStaysClean() {
    PrintStream stdout = System.out;
    var captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      Graph g = graph(DataType.FLOAT);
      try (var step = new ReferenceEngine().training(g, squares(g), Map.of(), PLAIN)) {
        step.run(batch(), 0);
        System.out.println("ours");
      }
    } finally {
      System.setOut(stdout);
    }
    assertThat(captured.toString(StandardCharsets.UTF_8))
        .isEqualTo("ours" + System.lineSeparator());
  }

  @Test
  void untrainedParametersHaveNoGradientAndStay() {
    Graph g = graph(DataType.FLOAT);
    SDVariable loss = squares(g);
    SDVariable scale = g.parameter("head/scale", Init.ones(), 1);
    var options = new EngineOptions(PLAIN.rule(), p -> p.startsWith("head/"), 2, false, Map.of());
    try (var step = new ReferenceEngine().training(g, loss.mul(scale).sum(), Map.of(), options)) {
      step.run(batch(), 0);
      float[] before = step.read("fc/weight");
      step.optimise(path -> new UpdateRule.Settings(0.1, 0, false, 1e9), 1);
      assertThat(step.trained()).containsExactly("head/scale");
      assertThat(step.read("fc/weight")).containsExactly(before);
      assertThat(step.read("head/scale")[0]).isNotEqualTo(1);
      assertThatThrownBy(() -> step.gradient("fc/weight"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("fc/weight is not trained");
    }
  }

  @Test
  void aGraphWithNothingToTrainIsRefused() {
    Graph g = graph(DataType.FLOAT);
    SDVariable loss = squares(g);
    var options = new EngineOptions(PLAIN.rule(), path -> false, 2, false, Map.of());
    assertThatThrownBy(() -> new ReferenceEngine().training(g, loss, Map.of(), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to train")
        .hasMessageContaining("fc/weight");
  }

  @Test
  void randomInputsComeFromSeedAndStep() {
    Graph g = graph(DataType.FLOAT);
    SDVariable x = g.input("x", ROWS, 3);
    SDVariable mask = g.in("head", () -> g.random("mask", new RandomInput.Draw.Mask(0.5), ROWS, 3));
    SDVariable w = g.parameter("w", Init.ones(), 1, 3);
    SDVariable loss = x.mul(mask).mul(w).mean();
    try (var step = new ReferenceEngine().training(g, loss, Map.of("mask", mask.mul(1)), PLAIN)) {
      step.run(batch(), 3);
      Tensor expected = Tensor.zeros(ROWS, 3);
      g.randomInputs().iterator().next().fill(g.seed(), 3, expected);
      assertThat(step.monitor("mask")).containsExactly(expected.toArray());
      step.run(batch(), 4);
      assertThat(step.monitor("mask")).isNotEqualTo(expected.toArray());
    }
  }

  @Test
  void badBatchesAreNamed() {
    Graph g = graph(DataType.FLOAT);
    try (var step = new ReferenceEngine().training(g, squares(g), Map.of(), PLAIN)) {
      assertThatThrownBy(() -> step.run(new Batch(Map.of()), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'x'");
      assertThatThrownBy(() -> step.run(new Batch(Map.of("x", Tensor.zeros(3, ROWS))), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("input 'x' has shape [4, 3], the batch holds [3, 4]");
    }
  }

  @Test
  void aLossThatIsNotFiniteNamesItsOpOrItsInput() {
    Graph g = graph(DataType.FLOAT);
    SDVariable y =
        g.in("fc", () -> g.input("x", ROWS, 3).mmul(g.parameter("weight", Init.zeros(), 3, 2)));
    SDVariable loss = g.sd().math().log(y).mean();
    try (var step = new ReferenceEngine().training(g, loss, Map.of(), PLAIN)) {
      assertThatThrownBy(() -> step.run(batch(), 5))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("at step 5: op 'log' after x");
      float[] x = new float[ROWS * 3];
      x[2] = Float.NaN;
      assertThatThrownBy(() -> step.run(new Batch(Map.of("x", Tensor.of(x, ROWS, 3))), 5))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("input 'x'");
    }
  }

  @Test
  void movingAverageStartsEqualToItsSource() {
    Graph g = graph(DataType.FLOAT);
    SDVariable loss = g.in("online", () -> squares(g));
    g.in("target", () -> squares(g));
    g.afterStep(new StateUpdate.MovingAverage("online", "target", 0.5, 0.5));
    var options = new EngineOptions(PLAIN.rule(), p -> p.startsWith("online/"), 2, false, Map.of());
    try (var step = new ReferenceEngine().training(g, loss, Map.of(), options)) {
      float[] start = step.read("online/fc/weight");
      assertThat(step.read("target/fc/weight")).containsExactly(start);
      step.run(batch(), 0);
      step.optimise(path -> new UpdateRule.Settings(0.1, 0, false, 1e9), 1);
      step.settle(0);
      float[] moved = step.read("online/fc/weight");
      float[] target = step.read("target/fc/weight");
      for (int i = 0; i < start.length; i++) {
        assertThat(moved[i]).isNotEqualTo(start[i]);
        assertThat(target[i]).isCloseTo((start[i] + moved[i]) / 2, within(1e-6f));
      }
    }
  }

  @Test
  void inferenceTakesItsValuesFromAStep() {
    Graph training = graph(DataType.FLOAT);
    Graph evaluation = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 99);
    SDVariable again = squares(evaluation);
    var engine = new ReferenceEngine();
    try (var step = engine.training(training, squares(training), Map.of(), PLAIN);
        var inference = engine.inference(evaluation, Map.of("loss", again), PLAIN)) {
      double loss = step.run(batch(), 0);
      assertThatThrownBy(() -> inference.run(batch()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("load parameters");
      inference.load(evaluation::initial);
      assertThat((double) inference.run(batch()).get("loss")[0]).isNotEqualTo(loss);
      inference.load(step::read);
      assertThat((double) inference.run(batch()).get("loss")[0]).isCloseTo(loss, within(1e-6));
      assertThat(inference.names()).containsExactly("fc/weight");
    }
  }

  @Test
  void memoryIsKnownBeforeTheFirstRunAndDoesNotGrow() throws Exception {
    Graph g = graph(DataType.FLOAT);
    int size = 1 << 15;
    SDVariable x = g.input("x", size);
    SDVariable y = x;
    for (int i = 0; i < 8; i++) {
      y = g.sd().math().tanh(y.mul(g.parameter("w" + i, Init.ones(), 1)));
    }
    var batch = new Batch(Map.of("x", Tensor.zeros(size)));
    try (var step = new ReferenceEngine().training(g, y.mean(), Map.of(), PLAIN)) {
      // The input and the 16 activations that the way back reads.
      assertThat(step.memory().activations()).isBetween(16L * 4 * size, 20L * 4 * size);
      for (int i = 0; i < 20; i++) {
        step.run(batch, i);
      }
      long before = residentKilobytes();
      for (int i = 0; i < 200; i++) {
        step.run(batch, i);
        step.optimise(path -> new UpdateRule.Settings(0.1, 0, false, 1e9), 1);
      }
      // Kept, the arrays of 200 runs would be 500 MB.
      assertThat(residentKilobytes() - before).isLessThan(100_000);
    }
  }

  private static long residentKilobytes() throws java.io.IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
