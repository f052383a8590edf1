package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Bind;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.StateUpdate;
import io.pretext.testkit.Feed;
import io.pretext.testkit.NumericGradients;
import io.pretext.testkit.TinyBackbone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What must hold of every method in the registry, on a tiny network in double. */
final class RegistryContractTest {

  private static final int BATCH = 8;

  /** Widths that a test can afford; what a method does not know is left out. */
  private static final Map<String, Object> SMALL =
      Map.ofEntries(
          Map.entry("hidden", 6),
          Map.entry("projection", 4),
          Map.entry("predictorHidden", 6),
          Map.entry("bottleneck", 5),
          Map.entry("queue", 12),
          Map.entry("groups", 2),
          Map.entry("prototypes", 5),
          Map.entry("head", Map.of("hidden", 6, "bottleneck", 4, "out", 7)));

  /** The registry, and what may be chosen in it. */
  static List<Map<String, Object>> methods() {
    List<Map<String, Object>> methods = new ArrayList<>();
    Methods.names().forEach(name -> methods.add(small(name, Map.of())));
    methods.add(small("simclr-v2", Map.of("memory", 12)));
    methods.add(small("moco-v2", Map.of("symmetric", true, "shuffle", false)));
    methods.add(small("byol", Map.of("norms", "layer")));
    methods.add(small("swav", Map.of("queue", 0)));
    methods.add(small("dino", Map.of("head", Map.of("norms", true))));
    return methods;
  }

  private static Map<String, Object> small(String name, Map<String, Object> more) {
    Map<String, Object> config = new LinkedHashMap<>(Map.of("name", name));
    SMALL.forEach(
        (key, value) -> {
          var with = new LinkedHashMap<>(config);
          with.put(key, value);
          if (knows(with)) {
            config.put(key, value);
          }
        });
    return Bind.merge(config, more);
  }

  private static boolean knows(Map<String, Object> config) {
    try {
      return Methods.create(config) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theLossFallsInTwentySteps(Map<String, Object> config) {
    Graph g = graph();
    SDVariable loss = build(g, config).loss();
    SameDiff sd = ready(g, loss);
    Map<String, INDArray> inputs = inputs(g);
    double first = value(sd, loss, inputs);

    for (int step = 0; step < 20; step++) {
      sd.calculateGradients(inputs, moved(g))
          .forEach((path, d) -> sd.getVariable(path).getArr().subi(d.mul(0.02)));
    }

    assertThat(first).isFinite();
    assertThat(value(sd, loss, inputs)).isFinite().isLessThan(first);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyParameterHasAGradientButThoseOfATarget(Map<String, Object> config) {
    Graph g = graph();
    SameDiff sd = ready(g, build(g, config).loss());

    List<String> paths = List.copyOf(g.parameters().keySet());
    Map<String, INDArray> gradients = sd.calculateGradients(inputs(g), paths);

    for (String path : paths) {
      double size = gradients.get(path).norm1Number().doubleValue();
      if (path.startsWith("target/")) {
        assertThat(size).as(path).isZero();
      } else {
        assertThat(size).as(path).isPositive();
      }
    }
  }

  @Tag("gradient")
  @ParameterizedTest
  @MethodSource("methods")
  void gradientsMatchCentralDifferences(Map<String, Object> config) {
    Traits traits = Methods.create(config).traits();
    // A difference quotient sees through a stop-gradient within one network, and tells nothing of
    // vectors as short as DINO's head begins with before they are brought to unit length.
    if (traits.gradient() == Traits.Gradient.ONE && !traits.momentum()
        || config.get("name").equals("dino")) {
      return;
    }
    Graph g = graph();
    SDVariable loss = build(g, config, 4, 6).loss();
    for (String scope : moved(g).stream().map(path -> path.split("/")[0]).distinct().toList()) {
      NumericGradients.check(g, loss, scope, inputs(g), 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void traitsSayWhatTheGraphHas(Map<String, Object> config) {
    Graph g = graph();
    TrainingGraph training = build(g, config);
    Traits traits = Methods.create(config).traits();

    assertThat(g.parameters().keySet().stream().anyMatch(path -> path.startsWith("target/")))
        .isEqualTo(traits.momentum());
    assertThat(g.updates().stream().anyMatch(u -> u instanceof StateUpdate.MovingAverage))
        .isEqualTo(traits.momentum());
    assertThat(g.parameters().keySet().stream().anyMatch(path -> path.startsWith("predictor/")))
        .isEqualTo(traits.predictor());
    assertThat(g.parameters()).containsKey(training.backbone() + "/conv1/weight");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everySymptomIsOfAMonitorThatThereIs(Map<String, Object> config) {
    TrainingGraph training = build(graph(), config);

    assertThat(training.monitors()).isNotEmpty();
    assertThat(training.monitors().keySet())
        .containsAll(training.symptoms().stream().map(Symptom::monitor).toList());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theEmbeddingHasTheTrainedPaths(Map<String, Object> config) {
    Graph g = graph();
    build(g, config);
    var alone = new Graph(Mode.EVALUATE, DataType.DOUBLE, 7);
    SDVariable image = alone.input("image", 2, 3, 8, 8);
    SDVariable z = Methods.create(config).embed(alone, new TinyBackbone(3), image);

    assertThat(alone.shape(z)).hasSize(2);
    assertThat(g.parameters().keySet()).containsAll(alone.parameters().keySet());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anotherNumberOfViewsIsRefused(Map<String, Object> config) {
    Graph g = graph();
    int other = config.get("name").equals("instdisc") ? 2 : 1;

    assertThatThrownBy(
            () ->
                Methods.create(config)
                    .build(g, new TinyBackbone(3), Views.square(g, other, BATCH, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the recipe makes " + other);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void localViewsAreTakenWhereTraitsSaySo(Map<String, Object> config) {
    SslMethod method = Methods.create(config);
    if (!method.traits().views().contains("multi-crop")) {
      return;
    }
    Graph g = graph();
    List<SDVariable> images = new ArrayList<>(Views.square(g, 2, BATCH, 8).images());
    images.add(g.input("view2", BATCH, 3, 4, 4));
    images.add(g.input("view3", BATCH, 3, 4, 4));
    TrainingGraph training = method.build(g, new TinyBackbone(3), new Views(images, BATCH));

    double value = value(ready(g, training.loss()), training.loss(), inputs(g));
    assertThat(value).isFinite();
  }

  private static Graph graph() {
    return new Graph(Mode.TRAIN, DataType.DOUBLE, 7);
  }

  private static TrainingGraph build(Graph g, Map<String, Object> config) {
    return build(g, config, BATCH, 8);
  }

  private static TrainingGraph build(Graph g, Map<String, Object> config, int batch, int side) {
    int views = config.get("name").equals("instdisc") ? 1 : 2;
    return Methods.create(config)
        .build(g, new TinyBackbone(3), Views.square(g, views, batch, side));
  }

  private static List<String> moved(Graph g) {
    return g.parameters().keySet().stream().filter(path -> !path.startsWith("target/")).toList();
  }

  private static SameDiff ready(Graph g, SDVariable loss) {
    g.sd().setLossVariables(loss.name());
    return g.materialise();
  }

  private static double value(SameDiff sd, SDVariable loss, Map<String, INDArray> inputs) {
    return sd.output(inputs, loss.name()).get(loss.name()).getDouble(0);
  }

  /** Noise for the views; whole numbers where a method asks for labels or places. */
  private static Map<String, INDArray> inputs(Graph g) {
    Map<String, INDArray> inputs = new LinkedHashMap<>(Feed.gaussian(g, 1));
    inputs.computeIfPresent(
        Views.LABEL, (k, v) -> Nd4j.arange(v.length()).castTo(g.type()).fmod(3));
    inputs.computeIfPresent(Views.INDEX, (k, v) -> Nd4j.arange(v.length()).castTo(g.type()));
    return inputs;
  }
}
