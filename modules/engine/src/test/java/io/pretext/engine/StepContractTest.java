package io.pretext.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import io.pretext.graph.Ramp;
import io.pretext.graph.Shape;
import io.pretext.graph.StateUpdate;
import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** What an engine does around a run: updates, states, values by name, and bad input. */
class StepContractTest {

  private static final double TOLERANCE = 1e-4;
  private static final UpdateRule MOMENTUM = new UpdateRule.Sgd(0.9, false);
  private static final Map<String, long[]> IMAGES = Map.of("x", new long[] {8, 3, 6, 6});

  /** A graph, its loss and what to watch. */
  private record Net(Graph graph, SDVariable loss, Map<String, SDVariable> monitors) {
    Step train(Engine engine, UpdateRule rule) {
      return engine.training(graph, loss, monitors, EngineOptions.defaults(2).with(rule));
    }
  }

  static Stream<Engine> engines() {
    return Engines.all();
  }

  private static Graph graph() {
    return new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 3);
  }

  /** Convolution, batch norm, dropout and a linear layer, under the mean of squares. */
  private static Net net() {
    Graph g = graph();
    SDVariable z = g.in("online", () -> encode(g));
    return new Net(g, z.mul(z).mean().add(z.mean()), Map.of("z", z));
  }

  private static SDVariable encode(Graph g) {
    SDVariable h = Layers.conv(g, "conv", g.input("x", IMAGES.get("x")), 8, 3, 1, 1);
    h = Layers.relu(g, Layers.batchNorm2d(g, "bn", h));
    return Layers.linear(g, "fc", Layers.dropout(g, "drop", Layers.globalAveragePool(g, h), .5), 4);
  }

  static Stream<Arguments> rules() {
    List<UpdateRule> rules =
        List.of(
            new UpdateRule.Sgd(0, false),
            new UpdateRule.Sgd(0.9, false),
            new UpdateRule.Sgd(0.9, true),
            // A large epsilon: Adam turns a gradient that is rounding alone into a whole step.
            new UpdateRule.Adam(0.9, 0.99, 1e-3, false),
            new UpdateRule.Adam(0.9, 0.99, 1e-3, true),
            new UpdateRule.Lars(0.9, 0.01));
    return rules.stream().flatMap(r -> Engines.all().map(e -> Arguments.of(e.name(), r, e)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void everyRuleAgreesAfterThreeUpdates(String name, UpdateRule rule, Engine engine) {
    try (Step step = net().train(engine, rule);
        Step judge = net().train(new ReferenceEngine(), rule)) {
      for (int i = 0; i < 3; i++) {
        for (Step each : List.of(step, judge)) {
          each.run(Engines.gaussian(IMAGES, i), i);
          each.optimise(
              path -> new UpdateRule.Settings(0.05, 0.01, path.endsWith("weight"), 0.5), 0.7);
          each.settle(0);
        }
      }
      assertSameValues(step, judge);
      assertThat(step.updates()).isEqualTo(3);
      assertThat(step.read("online/fc/weight"))
          .isNotEqualTo(net().graph.initial("online/fc/weight"));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyStateUpdateAgrees(Engine engine) {
    var options =
        new EngineOptions(MOMENTUM, path -> !path.startsWith("target/"), 2, false, Map.of());
    Net ours = withStates();
    Net theirs = withStates();
    try (Step step = engine.training(ours.graph, ours.loss, ours.monitors, options);
        Step judge =
            new ReferenceEngine().training(theirs.graph, theirs.loss, theirs.monitors, options)) {
      assertThat(step.read("target/conv/weight")).containsExactly(step.read("online/conv/weight"));
      for (int i = 0; i < 3; i++) {
        for (Step each : List.of(step, judge)) {
          each.run(Engines.gaussian(IMAGES, i), i);
          each.optimise(Engines.settings(0.1, 0), 1);
          each.settle(i / 3.0);
        }
      }
      assertSameValues(step, judge);
      assertThat(step.read("target/conv/weight")).isNotEqualTo(step.read("online/conv/weight"));
      assertThat(Engines.error(step.read("online/bn/running_mean"), new float[8]))
          .isGreaterThan(1e-3);
      assertThat(rowNorms(step.read("prototypes"), 4)).allMatch(norm -> Math.abs(norm - 1) < 1e-5);
      // Three batches of 8 rows were put into a queue of 20: nothing is left of its zeros.
      assertThat(rowNorms(step.read("queue"), 4)).allMatch(norm -> norm > 0);
    }
  }

  private static Net withStates() {
    Graph g = graph();
    SDVariable online = g.in("online", () -> encode(g));
    SDVariable target = g.stopGradient(g.in("target", () -> encode(g)));
    SDVariable prototypes = g.parameter("prototypes", Init.normal(1), 5, 4);
    SDVariable queue = g.state("queue", Init.zeros(), 20, 4);
    g.state("centre", Init.ones(), 4);
    SDVariable mean = target.mean(0);
    SDVariable scores = Ops.matmul(g, online, prototypes, false, true);
    SDVariable against = Ops.matmul(g, online, queue, false, true);
    SDVariable loss =
        scores.mul(scores).mean().add(against.mean()).add(online.sub(target).mul(online).mean());
    g.afterStep(new StateUpdate.MovingAverage("online", "target", 0.9, 1));
    g.afterStep(new StateUpdate.Enqueue("queue", target.name()));
    g.afterStep(new StateUpdate.Blend("centre", mean.name(), 0.9));
    g.afterStep(new StateUpdate.UnitRows("prototypes"));
    return new Net(g, loss, Map.of());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theStatisticsOfATargetFollowItsOwnPasses(Engine engine) {
    Graph g = graph();
    SDVariable online = g.in("online", () -> encode(g));
    SDVariable target = g.stopGradient(g.in("target", () -> encode(g)));
    g.afterStep(new StateUpdate.MovingAverage("online", "target", 0.5, 0.5));
    SDVariable loss = online.sub(target).mul(online).mean();
    var monitors = Map.of("mean", g.sd().getVariable("target/bn/mean"));
    var options =
        new EngineOptions(MOMENTUM, path -> !path.startsWith("target/"), 2, false, Map.of());
    try (Step step = engine.training(g, loss, monitors, options)) {
      String weight = "target/conv/weight";
      // As after some steps: the statistics of the two networks differ.
      step.write("online/bn/running_mean", new float[] {8, 7, 6, 5, 4, 3, 2, 1});
      float[] before = step.read("target/bn/running_mean");
      float[] start = step.read(weight);

      step.run(Engines.gaussian(IMAGES, 1), 1);
      step.optimise(Engines.settings(0.1, 0), 1);
      step.settle(0);

      float[] seen = step.monitor("mean");
      float[] after = step.read("target/bn/running_mean");
      float[] source = step.read("online/conv/weight");
      float[] moved = step.read(weight);
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i]).isCloseTo(0.9f * before[i] + 0.1f * seen[i], within(1e-6f));
      }
      for (int i = 0; i < moved.length; i++) {
        assertThat(moved[i]).isCloseTo((start[i] + source[i]) / 2, within(1e-6f));
      }
      assertThat(moved).isNotEqualTo(start);
    }
  }

  /** A bank of ten rows; the batch says which of them its images are. */
  private static Net withBank() {
    Graph g = graph();
    SDVariable z = Layers.l2Normalize(g, g.in("online", () -> encode(g)));
    SDVariable bank = g.state("bank", Init.normal(1), 10, 4);
    g.input("index", 8);
    g.afterStep(new StateUpdate.BlendRows("bank", z.name(), "index", 0.5));
    return new Net(g, Ops.matmul(g, z, bank, false, true).mean(), Map.of("z", z));
  }

  private static Batch numbered(float... index) {
    Tensor images = Engines.gaussian(IMAGES, 1).tensor("x");
    return new Batch(Map.of("x", images, "index", Tensor.of(index, index.length)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aBankIsMovedWhereTheBatchSays(Engine engine) {
    try (Step step = withBank().train(engine, MOMENTUM)) {
      float[] before = step.read("bank");
      float[] index = {9, 0, 3, 5, 4, 8, 6, 7};
      for (int run = 0; run < 2; run++) {
        step.run(numbered(index), run);
        step.settle(0);
        float[] z = step.monitor("z");
        for (int i = 0; i < index.length; i++) {
          int start = 4 * (int) index[i];
          double length = 0;
          for (int k = 0; k < 4; k++) {
            before[start + k] = (before[start + k] + z[4 * i + k]) / 2;
            length = Math.hypot(length, before[start + k]);
          }
          for (int k = 0; k < 4; k++) {
            before[start + k] /= (float) length;
          }
        }
        float[] after = step.read("bank");
        for (int i = 0; i < after.length; i++) {
          assertThat(after[i]).as("%d", i).isCloseTo(before[i], within(1e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aNumberThatNamesNoRowOfABankIsAnError(Engine engine) {
    try (Step step = withBank().train(engine, MOMENTUM)) {
      step.run(numbered(0, 1, 2, 3, 4, 5, 6, 10), 0);
      assertThatThrownBy(() -> step.settle(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("index holds 10.0, which is no row of bank: give whole numbers from 0 to 9");
    }
  }

  private static List<Double> rowNorms(float[] values, int width) {
    double[] norms = new double[values.length / width];
    for (int i = 0; i < values.length; i++) {
      norms[i / width] += (double) values[i] * values[i];
    }
    return Arrays.stream(norms).map(Math::sqrt).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void accumulatedGradientsAreSummedUntilTheUpdate(Engine engine) {
    Net net = net();
    var options = new EngineOptions(MOMENTUM, path -> true, 2, true, Map.of());
    String path = "online/fc/weight";
    try (Step step = engine.training(net.graph, net.loss, net.monitors, options)) {
      float[] start = step.read(path);
      for (int update = 0; update < 2; update++) {
        step.write(path, start);
        step.write("optimizer/momentum/" + path, new float[start.length]);
        step.run(Engines.gaussian(IMAGES, 1), 1);
        float[] first = step.gradient(path);
        step.run(Engines.gaussian(IMAGES, 2), 2);
        float[] second = step.gradient(path);
        step.optimise(p -> new UpdateRule.Settings(p.equals(path) ? 0.1 : 0, 0, false, 1e9), 0.5);
        float[] moved = step.read(path);
        for (int i = 0; i < moved.length; i++) {
          float expected = start[i] - 0.1f * (first[i] + second[i]) / 2;
          assertThat(moved[i]).isCloseTo(expected, within(1e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aParameterThatBeginsLateIsLeftAloneUntilThen(Engine engine) {
    Net net = net();
    var options =
        new EngineOptions(
            new UpdateRule.Adam(0.9, 0.99, 1e-8, true), path -> true, 2, true, Map.of());
    String late = "online/fc/weight";
    try (Step step = engine.training(net.graph, net.loss, net.monitors, options)) {
      float[] start = step.read(late);
      for (int update = 0; update < 3; update++) {
        step.run(Engines.gaussian(IMAGES, update), update);
        step.optimise(
            path -> new UpdateRule.Settings(0.1, 0, false, 1e9, path.equals(late) ? 2 : 0), 1);
        if (update < 2) {
          assertThat(step.read(late)).containsExactly(start);
          assertThat(step.read("optimizer/first/" + late)).containsOnly(0);
          assertThat(step.read("optimizer/second/" + late)).containsOnly(0);
        }
        assertThat(step.read("online/fc/bias")).doesNotContain(0);
      }
      // Adam's first step is the rate against the sign of the last run's gradient alone.
      float[] gradient = step.gradient(late);
      float[] moved = step.read(late);
      for (int i = 0; i < moved.length; i++) {
        assertThat(moved[i]).isCloseTo(start[i] - 0.1f * Math.signum(gradient[i]), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void gradientNormIsOverAllGradients(Engine engine) {
    try (Step step = net().train(engine, MOMENTUM)) {
      step.run(Engines.gaussian(IMAGES, 1), 1);
      double squares = 0;
      for (String path : step.trained()) {
        for (float value : step.gradient(path)) {
          squares += (double) value * value;
        }
      }
      assertThat(step.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aStepThatTakesOverEveryValueGoesOnAlike(Engine engine) {
    var rule = new UpdateRule.Adam(0.9, 0.99, 1e-3, true);
    try (Step first = net().train(engine, rule);
        Step second = net().train(engine, rule)) {
      train(first, 0, 2);
      var checkpoint = new LinkedHashMap<String, float[]>();
      first.names().forEach(name -> checkpoint.put(name, first.read(name)));
      checkpoint.forEach(second::write);
      second.updates(first.updates());
      checkpoint.forEach((name, value) -> assertThat(second.read(name)).containsExactly(value));
      train(first, 2, 4);
      train(second, 2, 4);
      first
          .names()
          .forEach(
              name -> assertThat(second.read(name)).as(name).containsExactly(first.read(name)));
    }
  }

  private static void train(Step step, int from, int to) {
    for (int i = from; i < to; i++) {
      step.run(Engines.gaussian(IMAGES, i), i);
      step.optimise(Engines.settings(0.05, 0.01), 1);
      step.settle(0);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void namesAndShapesAreThoseOfTheGraphAndTheOptimizer(Engine engine) {
    Net net = net();
    try (Step step = net.train(engine, MOMENTUM)) {
      Map<String, long[]> expected = net.graph.values();
      net.graph.parameters().forEach((path, s) -> expected.put("optimizer/momentum/" + path, s));
      assertThat(step.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      expected.forEach(
          (name, shape) -> {
            assertThat(step.shape(name)).as(name).containsExactly(shape);
            assertThat(step.read(name)).hasSize((int) Shape.size(shape));
          });
      assertThat(step.trained())
          .containsExactlyInAnyOrderElementsOf(net.graph.parameters().keySet());
      assertThat(step.memory().total()).isPositive();
      assertThatThrownBy(() -> step.write("online/fc/bias", new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("online/fc/bias");
      assertThatThrownBy(() -> step.read("nowhere"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nowhere");
      assertThatThrownBy(() -> step.monitor("nothing"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void onlyWhatIsTrainedAndMattersIsTouched(Engine engine) {
    Net net = withStates();
    var options = new EngineOptions(MOMENTUM, path -> !path.contains("bn/"), 2, false, Map.of());
    try (Step step = engine.training(net.graph, net.loss, net.monitors, options)) {
      // The target is behind a stop-gradient, and the batch norm was not asked for.
      assertThat(step.trained())
          .containsExactlyInAnyOrder(
              "online/conv/weight", "online/fc/weight", "online/fc/bias", "prototypes");
      float[] untrained = step.read("online/bn/weight");
      step.run(Engines.gaussian(IMAGES, 1), 1);
      step.optimise(Engines.settings(0.1, 0.1), 1);
      assertThat(step.read("online/bn/weight")).containsExactly(untrained);
      assertThatThrownBy(() -> step.gradient("online/bn/weight"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("online/bn/weight");
    }
  }

  @Test
  void enginesDrawTheSameRandomInputs() {
    try (Step step = net().train(new OneDnnEngine(), MOMENTUM);
        Step judge = net().train(new ReferenceEngine(), MOMENTUM)) {
      double[] losses = new double[3];
      for (int i = 0; i < 3; i++) {
        losses[i] = step.run(Engines.gaussian(IMAGES, 1), i);
        assertThat(losses[i]).isCloseTo(judge.run(Engines.gaussian(IMAGES, 1), i), within(1e-5));
        assertThat(Engines.error(step.monitor("z"), judge.monitor("z"))).isLessThan(TOLERANCE);
      }
      assertThat(losses[1]).isNotEqualTo(losses[0]);
      assertThat(losses[2]).isNotEqualTo(losses[1]);
    }
  }

  /** Half the squares of {@code w} times what the epoch says, which is also watched. */
  private static Net scheduled(DataType type) {
    var g = new Graph(Graph.Mode.TRAIN, type, 3);
    SDVariable w = g.parameter("w", Init.ones(), 4);
    SDVariable weight = g.in("head", () -> g.scheduled("weight", Ramp.linear(0.5, 2, 4)));
    return new Net(g, w.mul(w).sum().mul(weight).mul(0.5), Map.of("weight", weight.mul(1)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void scheduledInputsFollowTheEpoch(Engine engine) {
    Net net = scheduled(DataType.FLOAT);
    assertThat(net.graph.inputs()).isEmpty();
    try (Step step = net.train(engine, MOMENTUM)) {
      var nothing = new Batch(Map.of());
      float[] expected = {0.5f, 1, 1.5f, 2, 2};
      for (int epoch = 0; epoch < expected.length; epoch++) {
        // Four ones: the loss is twice the weight, and each gradient is the weight.
        assertThat(step.run(nothing, new Moment(7, epoch))).isEqualTo(2 * expected[epoch]);
        assertThat(step.monitor("weight")).containsExactly(expected[epoch]);
        assertThat(step.gradient("w")).containsOnly(expected[epoch]);
      }
      assertThat(step.run(nothing, 7)).as("without an epoch it is the first").isEqualTo(1);
    }
  }

  @Test
  void enginesAgreeInEveryEpoch() {
    Net judged = scheduled(DataType.DOUBLE);
    try (Step step = scheduled(DataType.FLOAT).train(new OneDnnEngine(), MOMENTUM);
        Step judge = judged.train(new ReferenceEngine(), MOMENTUM)) {
      for (int epoch = 0; epoch < 4; epoch++) {
        var moment = new Moment(0, epoch);
        assertThat(Agreement.of(step, judge, new Batch(Map.of()), moment).error()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void badBatchesAreNamed(Engine engine) {
    try (Step step = net().train(engine, MOMENTUM)) {
      assertThatThrownBy(() -> step.run(new Batch(Map.of()), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'x'");
      assertThatThrownBy(() -> step.run(new Batch(Map.of("x", Tensor.zeros(8, 3, 6, 5))), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x")
          .hasMessageContaining("[8, 3, 6, 5]")
          .hasMessageContaining("[8, 3, 6, 6]");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatIsNotFiniteIsNamed(Engine engine) {
    Graph g = graph();
    SDVariable h = g.in("head", () -> Layers.linear(g, "fc", g.input("x", 8, 3), 2));
    SDVariable loss = g.sd().math().log(h).mean();
    var batch = Engines.gaussian(Map.of("x", new long[] {8, 3}), 1);
    float[] large = batch.tensor("x").toArray();
    for (int i = 0; i < large.length; i++) {
      large[i] *= 1e30f;
    }
    try (Step step = engine.training(g, loss, Map.of(), EngineOptions.defaults(2))) {
      assertDiverges(step, batch, "log");
      float[] weight = step.read("head/fc/weight");
      weight[1] = 1e30f;
      step.write("head/fc/weight", weight);
      assertDiverges(step, new Batch(Map.of("x", Tensor.of(large, 8, 3))), "at head/fc");
      weight[1] = Float.POSITIVE_INFINITY;
      step.write("head/fc/weight", weight);
      assertDiverges(step, batch, "head/fc/weight");
    }
  }

  private static void assertDiverges(Step step, Batch batch, String culprit) {
    assertThatThrownBy(() -> step.run(batch, 0))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("the loss is NaN")
        .hasMessageContaining(culprit);
  }

  @Test
  void anOpWithoutARuleIsNamedAndTheReferenceRunsIt() {
    Graph g = graph();
    SDVariable h = g.in("head", () -> Layers.linear(g, "fc", g.input("x", 8, 3), 2));
    SDVariable loss = g.sd().math().sin(h).mean();
    var options = EngineOptions.defaults(2);
    assertThatThrownBy(() -> new OneDnnEngine().training(g, loss, Map.of(), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("sin", "head/fc", "reference");
    try (Step step = new ReferenceEngine().training(g, loss, Map.of(), options)) {
      assertThat(step.run(Engines.gaussian(Map.of("x", new long[] {8, 3}), 1), 0)).isFinite();
    }
  }

  private static void assertSameValues(Step step, Step judge) {
    assertThat(step.names()).containsExactlyInAnyOrderElementsOf(judge.names());
    for (String name : judge.names()) {
      assertThat(Engines.error(step.read(name), judge.read(name))).as(name).isLessThan(TOLERANCE);
    }
  }

  /** A norm whose statistics and parameters are frozen, between a convolution and a layer. */
  private static Net partlyFrozen() {
    Graph g = graph();
    g.freeze(path -> path.startsWith("online/bn/"));
    SDVariable z = g.in("online", () -> encode(g));
    return new Net(g, z.mul(z).mean().add(z.mean()), Map.of("z", z));
  }

  private static Step trainAllBut(Engine engine, Net net, String scope) {
    var options = new EngineOptions(MOMENTUM, path -> !path.startsWith(scope), 2, false, Map.of());
    return engine.training(net.graph(), net.loss(), net.monitors(), options);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatIsFrozenKeepsItsBits(Engine engine) {
    try (Step step = trainAllBut(engine, partlyFrozen(), "online/bn/")) {
      for (String path : step.names().stream().filter(n -> n.startsWith("online/bn/")).toList()) {
        step.write(path, new float[] {0.5f, 0.75f, 1, 1.25f, 1.5f, 1.75f, 2, 2.25f});
      }
      Map<String, float[]> before = new LinkedHashMap<>();
      step.names().forEach(name -> before.put(name, step.read(name)));

      for (int i = 0; i < 3; i++) {
        step.run(Engines.gaussian(IMAGES, i), i);
        step.optimise(Engines.settings(0.1, 0.1), 1);
        step.settle(i / 3.0);
      }

      for (String name : List.of("weight", "bias", "running_mean", "running_var")) {
        assertThat(step.read("online/bn/" + name)).isEqualTo(before.get("online/bn/" + name));
      }
      assertThat(step.read("online/conv/weight")).isNotEqualTo(before.get("online/conv/weight"));
      assertThat(step.trained()).noneMatch(path -> path.startsWith("online/bn/"));
    }
  }

  @Test
  void aGradientGoesThroughAFrozenNorm() {
    try (Step step = trainAllBut(new OneDnnEngine(), partlyFrozen(), "online/bn/");
        Step judge = trainAllBut(new ReferenceEngine(), partlyFrozen(), "online/bn/")) {
      float[] mean = {0.5f, -0.5f, 1, 0, 0.25f, 0, -1, 0.125f};
      step.write("online/bn/running_mean", mean);

      Agreement agreement = Agreement.of(step, judge, Engines.gaussian(IMAGES, 1), 1);

      assertThat(agreement.paths()).containsKey("online/conv/weight");
      assertThat(agreement.error()).as(agreement.worst()).isLessThan(TOLERANCE);
    }
  }
}
