package io.pretext.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.config.Bind;
import io.pretext.engine.Agreement;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import io.pretext.methods.Methods;
import io.pretext.methods.SslMethod;
import io.pretext.methods.TrainingGraph;
import io.pretext.methods.Views;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Norm;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Whole networks, narrow: a training step of the fast engine in float against the reference in
 * double.
 *
 * <p>Every batch norm sees at least 64 values per channel: 32 images in two views, whose last map
 * has one pixel or more. Where rounding decides on which side of a ReLU's kink a value is, the
 * reference takes the fast engine's side; see {@link Kinks}.
 */
class NetworkContractTest {

  private static final double TOLERANCE = 1e-3;

  /** Sides that rounding may decide: measured, 5 in a million and 4e-4. */
  private static final double OFTEN = 1e-4;

  private static final double FAR = 1e-3;
  private static final int BATCH = 32;

  /** One of each kind; the others are the same blocks, more of them or wider. */
  private static final List<String> KINDS =
      List.of(
          "resnet18",
          "resnet50",
          "resnet18-cifar",
          "resnet50-cifar",
          "resnet20",
          "resnet56",
          "repvgg-a0",
          "repvgg-b1g4",
          "repvgg-d2se",
          "repvgg-mini",
          "vit-tiny-16",
          "vit-mini-4",
          "deit-mini-4",
          "dinov2-small-14-reg",
          "resnet18-cifar (group norm, standardised)",
          "resnet18 (no norm)",
          "vit-mini-4 (sin-cos, frozen patches)");

  /** Heads, queues and prototypes that a reference in double can afford. */
  private static final Map<String, Map<String, Object>> SMALL =
      Map.ofEntries(
          Map.entry("simclr", Map.of()),
          Map.entry("simclr-v2", Map.of("hidden", 64, "memory", 96)),
          // At .07 an untrained network's keys win by exp(14): a gradient that rounding fills.
          Map.entry("moco-v1", Map.of("queue", 96, "temperature", 0.5)),
          Map.entry("moco-v2", Map.of("queue", 96, "hidden", 64, "symmetric", true)),
          Map.entry("moco-v3", Map.of("hidden", 64, "projection", 32)),
          Map.entry("instdisc", Map.of()),
          Map.entry("byol", Map.of("hidden", 64, "projection", 32)),
          Map.entry("simsiam", Map.of("projection", 64, "bottleneck", 16)),
          Map.entry("swav", Map.of("hidden", 64, "prototypes", 50, "queue", 96, "queueFrom", 0)),
          Map.entry("barlow", Map.of("hidden", 64, "projection", 32)),
          Map.entry("vicreg", Map.of("hidden", 64, "projection", 32)),
          Map.entry("dino", Map.of("head", Map.of("hidden", 64, "bottleneck", 32, "out", 80))),
          Map.entry("supcon", Map.of("hidden", 64)),
          Map.entry(
              "nnclr", Map.of("hidden", 64, "projection", 32, "predictorHidden", 64, "queue", 96)));

  /** One method on every kind of network, and every method on the cheapest of them. */
  static Stream<Arguments> networks() {
    return Stream.concat(
        KINDS.stream().map(name -> Arguments.of("simclr", name)),
        Methods.names().stream()
            .filter(method -> !method.equals("simclr"))
            .map(method -> Arguments.of(method, "resnet20")));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("networks")
  void lossAndGradientsAgree(String method, String backbone) {
    var floats = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    var doubles = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);
    TrainingGraph ours = build(floats, method, backbone);
    TrainingGraph theirs = build(doubles, method, backbone);
    var kinks = new Kinks(floats);
    var options = EngineOptions.defaults(2);
    try (Step step = new OneDnnEngine().training(floats, ours.loss(), kinks.monitors(), options);
        var judge = new ReferenceEngine().training(doubles, theirs.loss(), Map.of(), options)) {
      calm(step, backbone);
      judge.observe((variable, value) -> kinks.follow(step, variable, value));
      Agreement agreement = Agreement.of(step, judge, batch(floats), 1);
      assertThat(agreement.loss()).isLessThan(TOLERANCE);
      assertThat(agreement.gradient()).isLessThan(TOLERANCE);
      agreement
          .paths()
          .forEach((path, error) -> assertThat(error).as(path).isLessThan(tolerance(path)));
      assertThat(kinks.values()).isPositive();
      assertThat(kinks.crossed()).isLessThan(OFTEN);
      assertThat(kinks.furthest()).isLessThan(FAR);
      assertThatWatchingChangesNothing(floats, ours, step);
    }
  }

  /**
   * Of one parameter. The gates of squeeze-and-excite scale whole channels, which the next norm
   * takes back: their gradient is the little that cancelling terms leave.
   */
  private static double tolerance(String path) {
    return path.contains("/se/") ? 10 * TOLERANCE : TOLERANCE;
  }

  /**
   * Moves two networks away from starting values at which nothing can be told: rounding grows by
   * six orders of magnitude in them, in the reference's own floats as in any others.
   */
  private static void calm(Step step, String backbone) {
    switch (backbone) {
      // LayerScale starts at 1e-5: the class tokens of all images are alike, and a batch norm
      // divides what is left by its deviation.
      case "dinov2-small-14-reg" -> fill(step, ".*/gamma", 1);
      // 48 blocks of three branches; here as in a residual network, the identity first.
      case "repvgg-d2se" -> fill(step, ".*/rbr_(dense|1x1)/bn/weight", 0.05f);
      default -> {}
    }
  }

  private static void fill(Step step, String pattern, float value) {
    for (String path : step.trained()) {
      if (path.matches(pattern)) {
        float[] values = step.read(path);
        Arrays.fill(values, value);
        step.write(path, values);
      }
    }
  }

  /** A step whose ReLUs are not reported may keep less; it must come to the same. */
  private static void assertThatWatchingChangesNothing(
      Graph g, TrainingGraph training, Step watched) {
    var defaults = EngineOptions.defaults(2);
    var options = new EngineOptions(defaults.rule(), path -> true, 2, false, watched.choices());
    try (Step step = new OneDnnEngine().training(g, training.loss(), Map.of(), options)) {
      watched.names().forEach(name -> step.write(name, watched.read(name)));
      step.run(batch(g), 1);
      for (String path : step.trained()) {
        assertThat(step.gradient(path)).as(path).isEqualTo(watched.gradient(path));
      }
    }
  }

  private static TrainingGraph build(Graph g, String method, String name) {
    Backbone backbone = backbone(name);
    SslMethod ssl = Methods.create(Bind.merge(Map.of("name", method), SMALL.get(method)));
    int views = method.equals("instdisc") ? 1 : 2;
    return ssl.build(g, backbone, Views.square(g, views, BATCH, size(backbone)));
  }

  private static Backbone backbone(String kind) {
    String name = kind.split(" ")[0];
    // The CIFAR family starts at 16 channels: an eighth of that is no network.
    double width = name.matches("resnet\\d0|resnet\\d[246]") ? 0.5 : 0.125;
    BackboneOptions narrow = BackboneOptions.ofWidth(width);
    BackboneOptions options =
        switch (kind.substring(name.length())) {
          case " (group norm, standardised)" -> narrow.withNorm(Norm.GROUP).withStandardise(true);
          case " (no norm)" -> narrow.withNorm(Norm.NONE);
          case " (sin-cos, frozen patches)" ->
              narrow.withPositions(Positions.SIN_COS).withFrozenPatches(true);
          default -> narrow;
        };
    return Backbones.create(name, options);
  }

  /** One to four times the stride of the last map, 32 pixels at most. */
  private static int size(Backbone backbone) {
    var probe = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    var map = backbone.build(probe, probe.input("image", 1, 3, 224, 224)).map();
    int stride = (int) (224 / probe.shape(map)[2]);
    return stride * Math.max(1, Math.min(4, 32 / stride));
  }

  private static Batch batch(Graph g) {
    var tensors = new LinkedHashMap<String, Tensor>();
    g.inputs()
        .forEach(
            (name, shape) -> {
              var random = new SplittableRandom(name.hashCode() + 1000);
              float[] values = new float[Math.toIntExact(Shape.size(shape))];
              for (int i = 0; i < values.length; i++) {
                boolean whole = name.equals(Views.LABEL) || name.equals(Views.INDEX);
                values[i] = whole ? i % 7 : (float) random.nextGaussian();
              }
              tensors.put(name, Tensor.of(values, shape));
            });
    return new Batch(tensors);
  }
}
