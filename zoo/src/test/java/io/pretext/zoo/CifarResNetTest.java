package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Backbone.Features;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Layers;
import io.pretext.graph.Shape;
import io.pretext.testkit.Feed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

final class CifarResNetTest {

  private final Graph g = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);

  @ParameterizedTest
  @CsvSource({"20, 269722", "32, 464154", "44, 658586", "56, 853018", "110, 1727962"})
  void hasThePublishedParameterCountWithItsClassifier(int depth, long parameters) {
    Features features = build(depth, 1);
    Layers.linear(g, "linear", features.pooled(), 10);

    assertThat(g.parameters().values().stream().mapToLong(Shape::size).sum()).isEqualTo(parameters);
  }

  @Test
  void strideIsFourAndFeaturesAreSixtyFour() {
    Features features = build(20, 1);

    assertThat(g.shape(features.map())).containsExactly(2, 64, 8, 8);
    assertThat(g.shape(features.pooled())).containsExactly(2, 64);
    assertThat(new CifarResNet(CifarResNet.Config.published(20)).width()).isEqualTo(64);
  }

  @Test
  void namesAreTheUsualOnes() {
    build(20, 1);

    assertThat(g.parameters()).containsKeys("conv1/weight", "bn1/bias", "layer3/2/conv2/weight");
    assertThat(g.states()).containsKeys("layer2/0/bn2/running_var");
    assertThat(g.parameters()).noneSatisfy((path, s) -> assertThat(path).contains("downsample"));
    assertThat(g.parameters()).hasSize(3 * 19);
  }

  @Test
  void theShortcutTakesEverySecondPixelAndPadsChannelsOnBothSides() {
    build(8, 1);
    Map<String, INDArray> inputs = Feed.gaussian(g, 1);
    g.materialise();
    g.sd().getVariable("layer2/0/bn2/weight").getArr().assign(0);

    Map<String, INDArray> maps = g.sd().output(inputs, "layer1/0/relu_1", "layer2/0/relu_1");

    INDArray in = maps.get("layer1/0/relu_1");
    INDArray out = maps.get("layer2/0/relu_1");
    assertThat(out.shape()).containsExactly(2, 32, 16, 16);
    for (int channel = 0; channel < 32; channel++) {
      for (int row = 0; row < 16; row++) {
        boolean padding = channel < 8 || channel >= 24;
        double expected = padding ? 0 : in.getDouble(1, channel - 8, 2 * row, 2 * row);
        assertThat(out.getDouble(1, channel, row, row)).isEqualTo(expected);
      }
    }
    assertThat(out.sumNumber().doubleValue()).isPositive();
  }

  @Test
  void aWidthFactorScalesEveryLayer() {
    build(20, 0.3);

    assertThat(g.parameters().get("conv1/weight")).containsExactly(5, 3, 3, 3);
    assertThat(g.parameters().get("layer3/0/conv1/weight")).containsExactly(19, 10, 3, 3);
  }

  @Test
  void otherDepthsAreRefused() {
    assertThatThrownBy(() -> CifarResNet.Config.published(21))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be 6 n + 2, was 21");
  }

  private Features build(int depth, double width) {
    return new CifarResNet(new CifarResNet.Config(depth, width, ResidualNorms.published()))
        .build(g, g.input("image", 2, 3, 32, 32));
  }
}
