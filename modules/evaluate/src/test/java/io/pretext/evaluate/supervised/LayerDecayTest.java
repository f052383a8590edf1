package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.train.ParameterGroup;
import io.pretext.train.PathPattern;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

final class LayerDecayTest {

  private static Set<String> paths(String name) {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 0);
    Backbone backbone = Backbones.create(name, 0.25);
    Classifier.build(g, backbone, g.input("image", 2, 3, 32, 32), 10);
    return g.parameters().keySet();
  }

  /** The factor of every path; every path is in one group and no more. */
  private static Map<String, Double> factors(Set<String> paths, double decay) {
    List<ParameterGroup> groups = new LayerDecay(decay).groups(paths);
    var factors = new LinkedHashMap<String, Double>();
    for (String path : paths) {
      var mine = groups.stream().filter(g -> new PathPattern(g.pattern()).matches(path)).toList();
      assertThat(mine).as(path).hasSize(1);
      factors.put(path, mine.get(0).rateFactor().getAsDouble());
    }
    return factors;
  }

  @ParameterizedTest
  @CsvSource({
    "resnet20, conv1/weight, 4",
    "resnet20, bn1/bias, 4",
    "resnet20, layer1/0/conv1/weight, 3",
    "resnet20, layer3/2/bn2/weight, 1",
    "resnet20, linear/weight, 0",
    "resnet18-cifar, layer4/1/conv2/weight, 1",
    "resnet18-cifar, layer2/0/downsample/0/weight, 3",
    "resnet18-cifar, fc/bias, 0",
    "deit-mini-4, pos_embed, 7",
    "deit-mini-4, cls_token, 7",
    "deit-mini-4, dist_token, 7",
    "deit-mini-4, patch_embed/proj/weight, 7",
    "deit-mini-4, blocks/0/attn/qkv/weight, 6",
    "deit-mini-4, blocks/5/mlp/fc2/bias, 1",
    "deit-mini-4, norm/weight, 0",
    "deit-mini-4, head_dist/weight, 0",
    "repvgg-mini, stage0/rbr_dense/conv/weight, 5",
    "repvgg-mini, stage1/0/rbr_dense/conv/weight, 4",
    "repvgg-mini, linear/weight, 0"
  })
  void theFactorIsThePowerOfTheStepsToTheHead(String backbone, String path, int steps) {
    assertThat(factors(paths(backbone), 0.5).get(path))
        .isCloseTo(Math.pow(0.5, steps), within(1e-12));
  }

  @Test
  void aDecayOfOneGroupsNothing() {
    assertThat(new LayerDecay(1).groups(paths("resnet20"))).isEmpty();
  }

  @Test
  void onlyTheTrainedOnesAreGrouped() {
    assertThat(new LayerDecay(0.5).groups(Set.of("layer3/0/conv1/weight", "fc/weight")))
        .extracting(ParameterGroup::pattern)
        .containsExactlyInAnyOrder("layer3/**", "fc/**");
  }

  @Test
  void aLayerOfAProjectorIsAtTheTop() {
    Map<String, Double> factors =
        factors(Set.of("layer1/0/conv1/weight", "projector/fc1/weight", "fc/bias"), 0.5);

    assertThat(factors.get("projector/fc1/weight")).isEqualTo(1);
    assertThat(factors.get("layer1/0/conv1/weight")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void blockTenIsNotBlockOne() {
    Map<String, Double> factors =
        factors(Set.of("blocks/1/norm1/weight", "blocks/10/norm1/weight", "head/bias"), 0.9);

    assertThat(factors.get("blocks/10/norm1/weight")).isCloseTo(0.9, within(1e-12));
    assertThat(factors.get("blocks/1/norm1/weight")).isCloseTo(Math.pow(0.9, 10), within(1e-12));
  }

  @Test
  void growingRatesAreRefused() {
    assertThatThrownBy(() -> new LayerDecay(1.1))
        .hasMessage("layerDecay must be in (0, 1], was 1.1");
  }
}
