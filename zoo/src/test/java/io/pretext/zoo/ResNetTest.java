package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Backbone.Features;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Layer;
import io.pretext.graph.Shape;
import io.pretext.zoo.ResNet.Config;
import io.pretext.zoo.ResNet.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

final class ResNetTest {

  private final Graph g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);

  /** What torchvision's networks have without their 1000-way classifier. */
  @ParameterizedTest
  @CsvSource({
    "18, 11689512, 512",
    "34, 21797672, 512",
    "50, 25557032, 2048",
    "101, 44549160, 2048",
    "152, 60192808, 2048"
  })
  void hasTorchvisionsParameterCount(int depth, long withClassifier, int width) {
    var network = new ResNet(Config.torchvision(depth));
    build(network, 64);

    long parameters = g.parameters().values().stream().mapToLong(Shape::size).sum();

    assertThat(parameters).isEqualTo(withClassifier - 1000L * (width + 1));
    assertThat(network.width()).isEqualTo(width);
  }

  @Test
  void namesAreTorchvisions() {
    build(new ResNet(Config.torchvision(50)), 64);

    assertThat(g.parameters().get("backbone/conv1/weight")).containsExactly(64, 3, 7, 7);
    assertThat(g.parameters().get("backbone/layer1/0/downsample/0/weight"))
        .containsExactly(256, 64, 1, 1);
    assertThat(g.parameters().get("backbone/layer4/2/conv2/weight"))
        .containsExactly(512, 512, 3, 3);
    assertThat(g.parameters().get("backbone/layer3/5/bn3/bias")).containsExactly(1024);
    assertThat(g.states().get("backbone/layer2/0/downsample/1/running_var")).containsExactly(512);
    assertThat(g.states().get("backbone/bn1/running_mean")).containsExactly(64);
    assertThat(g.parameters()).doesNotContainKey("backbone/layer2/1/downsample/0/weight");
    assertThat(g.parameters()).hasSize(3 * 53);
  }

  @Test
  void imagenetsStemMakesTheStrideThirtyTwo() {
    Features features = build(new ResNet(Config.torchvision(18)), 64);

    assertThat(g.shape(features.map())).containsExactly(2, 512, 2, 2);
    assertThat(g.shape(features.pooled())).containsExactly(2, 512);
  }

  @Test
  void cifarsStemMakesTheStrideEight() {
    Features features =
        build(new ResNet(new Config(18, Stem.CIFAR, 1, ResidualNorms.published())), 32);

    assertThat(g.shape(features.map())).containsExactly(2, 512, 4, 4);
    assertThat(g.parameters().get("backbone/conv1/weight")).containsExactly(64, 3, 3, 3);
  }

  @Test
  void theMiddleConvolutionCarriesTheStride() {
    build(new ResNet(Config.torchvision(50)), 64);

    assertThat(stride("backbone/layer2/0/conv1")).isEqualTo(1);
    assertThat(stride("backbone/layer2/0/conv2")).isEqualTo(2);
    assertThat(stride("backbone/layer2/0/downsample/0")).isEqualTo(2);
    assertThat(stride("backbone/layer1/0/conv2")).isEqualTo(1);
  }

  @Test
  void aWidthFactorScalesEveryLayer() {
    var network = new ResNet(new Config(50, Stem.CIFAR, 0.25, ResidualNorms.published()));
    build(network, 32);

    assertThat(network.width()).isEqualTo(512);
    assertThat(g.parameters().get("backbone/conv1/weight")).containsExactly(16, 3, 3, 3);
    assertThat(g.parameters().get("backbone/layer4/0/conv3/weight"))
        .containsExactly(512, 128, 1, 1);
  }

  @Test
  void blocksMayStartAsTheIdentity() {
    build(
        new ResNet(new Config(18, Stem.CIFAR, 0.25, new ResidualNorms(Norm.BATCH, false, true))),
        32);

    assertThat(g.initial("backbone/layer1/0/bn2/weight")).containsOnly(0);
    assertThat(g.initial("backbone/layer1/0/bn1/weight")).containsOnly(1);
    assertThat(g.initial("backbone/layer2/0/downsample/1/weight")).containsOnly(1);
  }

  @Test
  void otherDepthsAreRefused() {
    assertThatThrownBy(() -> Config.torchvision(20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no residual network of 20 layers, only 18, 34, 50, 101 and 152");
  }

  private Features build(ResNet network, int size) {
    return g.in("backbone", () -> network.build(g, g.input("image", 2, 3, size, size)));
  }

  private int stride(String path) {
    return g.layers().values().stream()
        .filter(node -> node.path().equals(path))
        .map(node -> ((Layer.Convolution) node.layer()).stride())
        .findAny()
        .orElseThrow();
  }
}
