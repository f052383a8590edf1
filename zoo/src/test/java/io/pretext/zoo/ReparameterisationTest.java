package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Tensor;
import io.pretext.zoo.RepVgg.Branch;
import io.pretext.zoo.RepVgg.Config;
import io.pretext.zoo.RepVgg.Dilation;
import io.pretext.zoo.RepVgg.Form;
import io.pretext.zoo.RepVgg.Variant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

final class ReparameterisationTest {

  private static final int SIZE = 32;
  private static final double TOLERANCE = 1e-4;

  static Stream<Arguments> networks() {
    Config a0 = Config.published(Variant.A0).scaled(0.125);
    return Stream.of(
            a0,
            a0.dilated(Dilation.FULL),
            a0.dilated(Dilation.FAST),
            a0.only(Branch.DENSE, Branch.IDENTITY),
            a0.only(Branch.POINTWISE),
            Config.published(Variant.B1G4).scaled(0.125),
            Config.published(Variant.D2SE).scaled(0.1),
            Config.published(Variant.MINI).scaled(0.25))
        .flatMap(
            config ->
                Stream.of(new OneDnnEngine(), new ReferenceEngine())
                    .map(engine -> Arguments.of(engine.name(), config, engine)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("networks")
  void bothFormsGiveTheSame(String name, Config config, Engine engine) {
    Graph train = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    Graph deploy = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    Function<String, float[]> values = random(train);

    float[] expected = logits(train, config, engine, values);
    var form = new Reparameterisation(train.values());
    float[] fused = logits(deploy, config.in(Form.DEPLOY), engine, form.of(values));

    assertThat(deploy.states()).isEmpty();
    assertThat(form.shapes().keySet()).isEqualTo(deploy.parameters().keySet());
    form.shapes()
        .forEach((path, s) -> assertThat(s).as(path).isEqualTo(deploy.parameters().get(path)));
    assertThat(error(fused, expected)).isLessThan(TOLERANCE);
  }

  @Test
  void theKernelIsWhatThePaperSays() {
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    // Two groups of one channel each; every variance and epsilon make a root of 2.
    put(
        values,
        shapes,
        "a/rbr_dense/conv/weight",
        new long[] {2, 1, 3, 3},
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1);
    put(values, shapes, "a/rbr_1x1/conv/weight", new long[] {2, 1, 1, 1}, 10, 20);
    norm(values, shapes, "a/rbr_dense/bn", 2, 4);
    norm(values, shapes, "a/rbr_1x1/bn", 2, 2);
    norm(values, shapes, "a/rbr_identity", 6, 8);
    put(values, shapes, "a/se/down/bias", new long[] {1}, 42);

    var form = new Reparameterisation(shapes);

    assertThat(form.shapes().keySet())
        .containsExactly("a/rbr_reparam/weight", "a/rbr_reparam/bias", "a/se/down/bias");
    assertThat(form.of(values::get).apply("a/rbr_reparam/weight"))
        .containsExactly(1, 2, 3, 4, 5 + 10 + 3, 6, 7, 8, 9, 2, 2, 2, 2, 2 + 20 + 4, 2, 2, 2, 2);
    // Each branch: bias 1 less mean 3 times scale.
    assertThat(form.of(values::get).apply("a/rbr_reparam/bias"))
        .containsExactly(3 - 3 * (1 + 1 + 3), 3 - 3 * (2 + 1 + 4));
    assertThat(form.of(values::get).apply("a/se/down/bias")).containsExactly(42);
  }

  @Test
  void theIdentityOfAGroupIsAOneAtTheChannelWithinIt() {
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    put(values, shapes, "rbr_1x1/conv/weight", new long[] {4, 2, 1, 1}, new float[8]);
    norm(values, shapes, "rbr_1x1/bn", 2, 2, 2, 2);
    norm(values, shapes, "rbr_identity", 2, 4, 6, 8);

    float[] kernel = new Reparameterisation(shapes).of(values::get).apply("rbr_reparam/weight");

    float[] expected = new float[4 * 2 * 9];
    expected[4] = 1;
    expected[3 * 9 + 4] = 2;
    expected[4 * 9 + 4] = 3;
    expected[7 * 9 + 4] = 4;
    assertThat(kernel).isEqualTo(expected);
  }

  @Test
  void anotherFormOrNetworkIsRefused() {
    assertThatThrownBy(
            () -> new Reparameterisation(Map.of("stage0/rbr_reparam/bias", new long[] {4})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deploy form already");
    assertThatThrownBy(() -> new Reparameterisation(Map.of("conv1/weight", new long[] {4})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only a RepVGG has a deploy form");
  }

  private static void norm(
      Map<String, float[]> values, Map<String, long[]> shapes, String path, float... weight) {
    int n = weight.length;
    float[] bias = new float[n];
    float[] mean = new float[n];
    float[] variance = new float[n];
    java.util.Arrays.fill(bias, 1);
    java.util.Arrays.fill(mean, 3);
    java.util.Arrays.fill(variance, 4 - 1e-5f);
    put(values, shapes, path + "/weight", new long[] {n}, weight);
    put(values, shapes, path + "/bias", new long[] {n}, bias);
    put(values, shapes, path + "/running_mean", new long[] {n}, mean);
    put(values, shapes, path + "/running_var", new long[] {n}, variance);
  }

  private static void put(
      Map<String, float[]> values,
      Map<String, long[]> shapes,
      String path,
      long[] shape,
      float... value) {
    values.put(path, value);
    shapes.put(path, shape);
  }

  private static float[] logits(
      Graph g, Config config, Engine engine, Function<String, float[]> values) {
    var image = g.input("image", 2, 3, SIZE, SIZE);
    var answer = Classifier.build(g, new RepVgg(config), image, 10).answer();
    try (Inference inference =
        engine.inference(g, Map.of("logits", answer), EngineOptions.defaults(1))) {
      inference.load(values);
      float[] pixels = gaussian("image", 2 * 3 * SIZE * SIZE, 0, 1);
      return inference
          .run(new Batch(Map.of("image", Tensor.of(pixels, 2, 3, SIZE, SIZE))))
          .get("logits");
    }
  }

  /** Statistics and weights of norms as if a training had left them; the rest as they start. */
  private static Function<String, float[]> random(Graph g) {
    return path -> {
      String last = path.substring(path.lastIndexOf('/') + 1);
      int n = g.initial(path).length;
      return switch (last) {
        case "running_mean", "bias" -> gaussian(path, n, 0, 0.3);
        case "running_var" -> gaussian(path, n, 1, 0.2);
        default ->
            g.parameters().get(path).length == 1 ? gaussian(path, n, 0.6, 0.2) : g.initial(path);
      };
    };
  }

  private static float[] gaussian(String name, int n, double mean, double deviation) {
    var random = new SplittableRandom(name.hashCode());
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      double draw = mean + deviation * random.nextGaussian();
      values[i] = (float) (name.endsWith("var") ? Math.abs(draw) + 0.05 : draw);
    }
    return values;
  }

  private static double error(float[] actual, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
      size = Math.max(size, Math.abs(expected[i]));
    }
    return difference / size;
  }
}
