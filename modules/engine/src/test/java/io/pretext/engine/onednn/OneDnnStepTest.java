package io.pretext.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import io.pretext.graph.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** What is particular to this engine; that it agrees with the reference is the contract's. */
final class OneDnnStepTest {

  private static final int N = 8;

  @Test
  void everyWayToAGradientGivesTheSame() {
    Map<String, String> measured = choicesOf(Map.of());

    assertThat(measured).hasSizeGreaterThanOrEqualTo(2);
    for (String key : measured.keySet()) {
      boolean weights = key.endsWith("WeightGradient");
      String[] ways = weights ? new String[] {"direct", "forward"} : new String[] {"free", "kept"};
      Map<String, float[]> first = gradients(Map.of(key, ways[0]));
      Map<String, float[]> second = gradients(Map.of(key, ways[1]));
      first.forEach(
          (path, gradient) ->
              assertThat(distance(gradient, second.get(path)))
                  .as(key + " " + path)
                  .isLessThan(1e-5));
    }
  }

  @Test
  void choicesMadeBeforeAreTakenAgain() {
    var opposite = new HashMap<String, String>();
    choicesOf(Map.of()).forEach((key, way) -> opposite.put(key, other(way)));

    assertThat(choicesOf(opposite)).isEqualTo(opposite);
  }

  @Test
  void withoutMeasuringTheFirstWayIsTaken() {
    for (int i = 0; i < 3; i++) {
      try (Step step = step(Map.of(), false)) {
        assertThat(step.choices()).isNotEmpty();
        step.choices()
            .forEach(
                (key, way) ->
                    assertThat(way).isEqualTo(key.endsWith("WeightGradient") ? "forward" : "free"));
      }
    }
  }

  @Test
  void theSameStepTwiceGivesTheSameBits() {
    Map<String, String> choices = choicesOf(Map.of());

    gradients(choices)
        .forEach((path, gradient) -> assertThat(gradients(choices).get(path)).isEqualTo(gradient));
  }

  @Test
  void aStepThatDoesNotFitIsRefusedBeforeItIsAllocated() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    SDVariable x = g.input("x", 64, 3, 128, 128);
    for (int i = 0; i < 100; i++) {
      x = Layers.conv(g, "conv" + i, Layers.relu(g, x), 64, 3, 1, 1);
    }
    SDVariable loss = x.mean();

    assertThatThrownBy(
            () -> new OneDnnEngine().training(g, loss, Map.of(), EngineOptions.defaults(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MB are free; use a smaller batch, image or backbone");
  }

  @Test
  void anArrayThatNoKernelCanIndexIsNamed() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    SDVariable x =
        g.in("stem", () -> Layers.conv(g, "a", g.input("x", 4096, 3, 512, 512), 64, 3, 1, 1));

    assertThatThrownBy(
            () -> new OneDnnEngine().training(g, x.mean(), Map.of(), EngineOptions.defaults(1)))
        .hasMessageContaining("Convolution at stem/a makes an array [4096, 64, 512, 512]")
        .hasMessageContaining("use a smaller batch or image");
  }

  @Test
  void memoryOfActivationsIsSharedByLifetime() {
    long shallow = activations(4);
    long deep = activations(16);

    // Without gradients to come, a layer's input is free as soon as its output is there.
    assertThat(deep).isEqualTo(shallow);
  }

  private static long activations(int depth) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    SDVariable x = g.input("x", N, 16, 16, 16);
    for (int i = 0; i < depth; i++) {
      x = Layers.conv(g, "conv" + i, x, 16, 3, 1, 1);
    }
    SDVariable w = g.parameter("w", Init.ones(), 1);
    SDVariable loss = x.mean().mul(w).sum();
    var options =
        new EngineOptions(
            new UpdateRule.Sgd(0, false), path -> path.equals("w"), 2, false, Map.of());
    try (Step step = new OneDnnEngine().training(g, loss, Map.of(), options)) {
      return step.memory().activations();
    }
  }

  private static Map<String, String> choicesOf(Map<String, String> given) {
    try (Step step = step(given)) {
      return step.choices();
    }
  }

  private static Map<String, float[]> gradients(Map<String, String> choices) {
    try (Step step = step(choices)) {
      step.run(batch(), 0);
      var gradients = new HashMap<String, float[]>();
      step.trained().forEach(path -> gradients.put(path, step.gradient(path)));
      return gradients;
    }
  }

  /** Wide convolutions on a small map, then one of stride 2: both kinds of choice. */
  private static Step step(Map<String, String> choices) {
    return step(choices, true);
  }

  private static Step step(Map<String, String> choices, boolean measuring) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 5);
    SDVariable x = Layers.conv(g, "a", g.input("x", N, 16, 8, 8), 32, 3, 1, 1);
    var strided = new Layer.Convolution(2, 1, 1, 1);
    SDVariable y = Layers.conv(g, "b", Layers.relu(g, x), 64, 3, strided, Init.kaimingFanOut());
    SDVariable loss = Layers.tanh(g, y).mean();
    var options =
        new EngineOptions(new UpdateRule.Sgd(0.9, false), path -> true, 2, false, choices);
    return new OneDnnEngine().training(g, loss, Map.of(), options.measuring(measuring));
  }

  private static Batch batch() {
    var random = new SplittableRandom(3);
    Tensor x = Tensor.zeros(N, 16, 8, 8);
    for (int i = 0; i < x.data().capacity(); i++) {
      x.data().put(i, (float) random.nextGaussian());
    }
    return new Batch(Map.of("x", x));
  }

  private static String other(String way) {
    return switch (way) {
      case "direct" -> "forward";
      case "forward" -> "direct";
      case "free" -> "kept";
      default -> "free";
    };
  }

  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow(a[i] - b[i], 2);
      length += Math.pow(a[i], 2);
    }
    return Math.sqrt(difference / length);
  }
}
