package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What is told of a backbone's values is what its graph has. */
final class WeightShapesTest {

  /** One image size that every patch divides, and every stem can halve. */
  private static final int IMAGE = 112;

  static Stream<String> backbones() {
    return Backbones.names().stream();
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void everyBackboneHasWhatIsTold(String name) {
    requireSame(name, BackboneOptions.standard());
    requireSame(name, BackboneOptions.ofWidth(0.3));
    if (name.startsWith("repvgg")) {
      requireSame(name, BackboneOptions.standard().withDeploy(true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50-cifar", "resnet20"})
  void everyChoiceOfNormsHasWhatIsTold(String name) {
    var narrow = BackboneOptions.ofWidth(0.25);
    requireSame(name, narrow.withNorm(Norm.GROUP).withStandardise(true));
    requireSame(name, narrow.withNorm(Norm.NONE));
    requireSame(name, narrow.withStandardise(true).withZeroLastNorm(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit-mini-4", "dinov2-small-14-reg", "deit-tiny-distilled-16"})
  void computedPositionsAreToldToo(String name) {
    requireSame(name, BackboneOptions.standard().withPositions(Positions.SIN_COS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet20", "repvgg-mini", "vit-mini-4"})
  void aLayerOfAProjectorIsToldToo(String name) {
    requireSame(name, BackboneOptions.standard().withProjector(new Projector(48, true)));
    requireSame(name, BackboneOptions.standard().withProjector(new Projector(48, false)));
  }

  private static void requireSame(String name, BackboneOptions options) {
    Backbone backbone = Backbones.create(name, options);
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    var features = backbone.build(graph, graph.input("image", 1, 3, IMAGE, IMAGE));
    Map<String, long[]> built = graph.values();

    WeightShapes told = WeightShapes.of(name, options, IMAGE);

    assertThat(readable(told.values())).isEqualTo(readable(built));
    assertThat(told.heads()).containsExactlyElementsOf(features.heads().keySet());
    for (var head : features.heads().values()) {
      assertThat(graph.shape(head)).containsExactly(1, told.features());
    }
  }

  private static Map<String, String> readable(Map<String, long[]> shapes) {
    return shapes.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> Arrays.toString(e.getValue()), (a, b) -> a, TreeMap::new));
  }
}
