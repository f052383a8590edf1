package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Ramp;
import io.pretext.graph.Shape;
import io.pretext.graph.StateUpdate;
import io.pretext.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A real network on a real engine, with everything a checkpoint can forget: momentum, batch-norm
 * statistics, a moving-average target, a queue, random masks and a weight that follows the epoch.
 */
final class EngineResumeTest {

  private static final int STEPS = 4;
  private static final long[] VIEW = {8, 3, 6, 6};

  @TempDir Path folder;

  private final OptimizerConfig optimizer =
      OptimizerConfigTest.config("{name: sgd, rate: 3, weightDecay: 1e-3, clip: 1}");
  private final ScheduleConfig schedule = ScheduleTest.config("{epochs: 3, batch: 8, warmup: 1}");

  /** What the first compilation measured; a comparison of two fresh runs must share it. */
  private Map<String, String> kernels = Map.of();

  static Stream<Engine> engines() {
    return Stream.of(new OneDnnEngine(), new ReferenceEngine());
  }

  private static SDVariable network(Graph g, SDVariable image) {
    SDVariable x = Layers.conv(g, "conv", image, 8, 3, 1, 1);
    x = Layers.relu(g, Layers.batchNorm2d(g, "bn", x));
    x = Layers.dropout(g, "dropout", Layers.globalAveragePool(g, x), 0.25);
    return Layers.l2Normalize(g, Layers.linear(g, "projector", x, 4));
  }

  /** Pulls a view to the target of the other and away from what the queue holds. */
  private Step compile(Engine engine, Map<String, String> choices) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 5);
    SDVariable online = g.in("online", () -> network(g, g.input("view0", VIEW)));
    SDVariable target = g.stopGradient(g.in("target", () -> network(g, g.input("view1", VIEW))));
    SDVariable queue = g.state("queue", Init.normal(0.5), 16, 4);
    SDVariable near = online.mul(target).sum(1).mean();
    SDVariable far = g.sd().mmul(online, queue, false, true, false);
    SDVariable weight = g.scheduled("weight", Ramp.linear(0.5, 2, 3));
    SDVariable loss = far.mul(far).mean().mul(weight).sub(near);
    g.afterStep(new StateUpdate.MovingAverage("online", "target", 0.9, 1));
    g.afterStep(new StateUpdate.Enqueue("queue", target.name()));
    var options =
        new EngineOptions(optimizer.rule(), path -> path.startsWith("online/"), 1, false, choices);
    return engine.training(g, loss, Map.of("embedding", online), options);
  }

  private static Iterator<Batch> batches(int epoch) {
    var random = new SplittableRandom(epoch);
    return IntStream.range(0, STEPS)
        .mapToObj(i -> new Batch(Map.of("view0", noise(random), "view1", noise(random))))
        .iterator();
  }

  private static Tensor noise(SplittableRandom random) {
    float[] values = new float[(int) Shape.size(VIEW)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, VIEW);
  }

  /** One process: from the last checkpoint until {@code stopAt} steps are behind. */
  private Map<String, float[]> session(Engine engine, String name, int stopAt) {
    RunDirectory run =
        RunDirectory.start(
            folder.resolve(name),
            Map.of("seed", 5),
            Set.of(),
            Provenance.now(5, "any", 1, engine.name(), "noise"),
            true);
    Checkpoint checkpoint = run.checkpoint();
    boolean resumed = checkpoint.exists();
    try (Step step = compile(engine, resumed ? checkpoint.choices() : kernels)) {
      kernels = step.choices();
      long[] behind = {0};
      Listener counter =
          new Listener() {
            @Override
            public void onStep(StepEnd end) {
              behind[0] = end.steps();
            }
          };
      var monitor = new CollapseMonitor(() -> step.monitor("embedding"), 4, warning -> {});
      Session session =
          Session.of(counter, monitor, run.metrics(1))
              .saving(1, progress -> run.save(step, progress))
              .stoppingWhen(() -> behind[0] >= stopAt);
      new Trainer(step, optimizer, schedule, STEPS)
          .run(
              EngineResumeTest::batches,
              resumed ? checkpoint.restore(step) : Progress.start(),
              session);
      Map<String, float[]> values = new TreeMap<>();
      step.names().forEach(value -> values.put(value, step.read(value)));
      return values;
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aStoppedRunGivesTheNumbersOfOneThatWasNot(Engine engine) throws IOException {
    Map<String, float[]> whole = session(engine, "whole", Integer.MAX_VALUE);

    session(engine, "run", 3);
    session(engine, "run", 8);
    Map<String, float[]> resumed = session(engine, "run", Integer.MAX_VALUE);

    assertThat(resumed.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl")))
        .isEqualTo(Files.readString(folder.resolve("whole/metrics.jsonl")))
        .hasLineCount(3 * STEPS + 3);
  }
}
