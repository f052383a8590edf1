package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Backbone;
import io.pretext.graph.Backbone.Features;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.StateUpdate.Blend;
import io.pretext.testkit.Feed;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

final class BackbonesTest {

  static List<String> names() {
    return Backbones.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void pooledFeaturesAreAsWideAsPromised(String name) {
    var g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);
    Backbone backbone = Backbones.create(name, 0.25);

    // A whole number of every patch.
    Features features = backbone.build(g, g.input("image", 2, 3, 112, 112));

    assertThat(g.shape(features.pooled())).containsExactly(2, backbone.width());
    assertThat(g.shape(features.map())).startsWith(2, backbone.width());
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18-cifar", "resnet50-cifar", "resnet20"})
  void evaluationAgreesWithTrainingOnceTheStatisticsSettled(String name) {
    var training = new Graph(Mode.TRAIN, DataType.FLOAT, 5);
    String trained = features(training, name);
    List<Blend> updates = training.updates().stream().map(Blend.class::cast).toList();
    Set<String> wanted = new HashSet<>(updates.stream().map(Blend::source).toList());
    wanted.add(trained);
    Map<String, INDArray> images = Feed.gaussian(training, 1);
    Map<String, INDArray> values =
        training.materialise().output(images, wanted.toArray(String[]::new));

    var evaluation = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    String evaluated = features(evaluation, name);
    evaluation.materialise();
    updates.forEach(
        u -> evaluation.sd().getVariable(u.state()).getArr().assign(values.get(u.source())));
    INDArray recalled = evaluation.sd().output(images, evaluated).get(evaluated);

    assertThat(evaluation.updates()).isEmpty();
    assertThat(updates).hasSize(training.states().size());
    double error = recalled.distance2(values.get(trained)) / recalled.norm2Number().doubleValue();
    assertThat(error).as("relative error, from the unbiased variance alone").isLessThan(0.02);
  }

  @Test
  void anUnknownNameSuggestsTheNearest() {
    assertThatThrownBy(() -> Backbones.create("resnet-20", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown backbone 'resnet-20', did you mean 'resnet20'?");
  }

  @Test
  void aWidthOfNothingIsRefused() {
    assertThatThrownBy(() -> Backbones.create("resnet18", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width must be");
  }

  @Test
  void onlyTransformersDropBranches() {
    var dropping = BackboneOptions.standard().withDropPath(0.1);

    assertThat(Backbones.create("vit-mini-4", dropping)).isNotNull();
    assertThatThrownBy(() -> Backbones.create("resnet18", dropping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dropPath must be 0 for resnet18; only transformers drop their branches");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit-mini-4", "repvgg-mini"})
  void onlyResidualNetworksHaveAChoiceOfNorms(String name) {
    var standard = BackboneOptions.standard();

    requireRefusal(name, standard.withNorm(Norm.GROUP), "norm must be batch for " + name);
    requireRefusal(name, standard.withStandardise(true), "standardise must be false for " + name);
    requireRefusal(name, standard.withZeroLastNorm(true), "zeroLastNorm must be false for " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "resnet50-cifar", "repvgg-mini"})
  void onlyTransformersHavePatches(String name) {
    var standard = BackboneOptions.standard();

    requireRefusal(
        name, standard.withPositions(Positions.SIN_COS), "positions must be learnt for " + name);
    requireRefusal(
        name, standard.withFrozenPatches(true), "frozenPatches must be false for " + name);
  }

  private static void requireRefusal(String name, BackboneOptions options, String message) {
    assertThatThrownBy(() -> Backbones.create(name, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static String features(Graph g, String name) {
    return Backbones.create(name, 0.25).build(g, g.input("image", 16, 3, 32, 32)).pooled().name();
  }
}
