package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

final class ResidualNormsTest {

  private final Graph g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);

  @ParameterizedTest
  @CsvSource({
    "64, 32",
    "256, 32",
    "2048, 32",
    "96, 32", // as published
    "80, 20",
    "67, 1", // what divides
    "32, 8",
    "16, 4",
    "8, 2",
    "48, 12",
    "38, 2",
    "19, 1",
    "2, 1",
    "1, 1"
  })
  void groupsAreThirtyTwoOrHaveFourChannels(int channels, int groups) {
    assertThat(ResidualNorms.groups(channels)).isEqualTo(groups);
    assertThat(channels % groups).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet50", "resnet18-cifar", "resnet20"})
  void withGroupNormNothingDependsOnTheBatch(String name) {
    build(name, BackboneOptions.standard().withNorm(Norm.GROUP).withStandardise(true));

    assertThat(g.states()).isEmpty();
    assertThat(g.updates()).isEmpty();
    assertThat(g.parameters()).containsKeys("conv1/weight", "bn1/weight", "layer3/1/bn2/bias");
    assertThat(g.layers()).containsKeys("conv1", "conv1/standard", "bn1/normal");
  }

  @Test
  void withoutNormConvolutionsHaveABias() {
    build("resnet50", BackboneOptions.ofWidth(0.25).withNorm(Norm.NONE));

    assertThat(g.states()).isEmpty();
    assertThat(g.parameters()).containsKeys("conv1/bias", "layer2/0/downsample/0/bias");
    assertThat(g.parameters().keySet()).noneMatch(path -> path.contains("bn"));
    assertThat(g.initial("layer1/0/conv3/bias")).hasSize(64).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, BATCH, layer1/0/bn2, layer1/0/bn1",
    "resnet50-cifar, GROUP, layer4/2/bn3, layer4/0/downsample/1",
    "resnet20, GROUP, layer3/2/bn2, layer3/2/bn1"
  })
  void blocksMayStartAsTheIdentity(String name, Norm norm, String last, String other) {
    build(name, BackboneOptions.ofWidth(0.25).withNorm(norm).withZeroLastNorm(true));

    assertThat(g.initial(last + "/weight")).containsOnly(0);
    assertThat(g.initial(other + "/weight")).containsOnly(1);
  }

  @Test
  void whatHasNoNormCannotBeStandardisedOrStartAtZero() {
    var none = BackboneOptions.standard().withNorm(Norm.NONE);

    assertThatThrownBy(() -> none.withStandardise(true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("standardise must be false where norm is none");
    assertThatThrownBy(() -> none.withZeroLastNorm(true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("zeroLastNorm must be false where norm is none");
  }

  private void build(String name, BackboneOptions options) {
    Backbones.create(name, options).build(g, g.input("image", 2, 3, 64, 64));
  }
}
