package io.pretext.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.plan.Summary.Part;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

final class SummaryTest {

  private final Graph g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 3);

  @Test
  void countsAPartPerScopeWithItsNormsFolded() {
    SDVariable x = g.input("image", 1, 3, 8, 8);
    SDVariable h =
        Layers.relu(g, Layers.batchNorm2d(g, "bn1", Layers.conv(g, "conv1", x, 4, 3, 2, 1)));
    SDVariable y =
        g.in("layer1", () -> Layers.relu(g, Layers.conv(g, "0/conv", h, 6, 1, 1, 0).add(1)));
    SDVariable logits = Layers.linear(g, "fc", Layers.globalAveragePool(g, y), 10);

    Summary summary = Summary.of(g, logits.name());

    assertThat(summary.parts()).extracting(Part::name).containsExactly("conv1", "layer1", "fc");
    assertThat(summary.parts()).extracting(Part::parameters).containsExactly(116L, 24L, 70L);
    assertThat(summary.parts())
        .extracting(Part::multiplyAdds)
        .containsExactly(4L * 16 * 27, 6L * 16 * 4, 60L);
    assertThat(summary.parts())
        .extracting(Part::output)
        .containsExactly(new long[] {1, 4, 4, 4}, new long[] {1, 6, 4, 4}, new long[] {1, 10});
    // One array of conv1; convolution, sum, ReLU and pool of layer1; the logits.
    assertThat(summary.parts())
        .extracting(Part::activationBytes)
        .containsExactly(4L * 64, 4L * (3 * 96 + 6), 4L * 10);
    assertThat(summary.parameters()).isEqualTo(116 + 24 + 70);
    assertThat(summary.multiplyAdds()).isEqualTo(1728 + 384 + 60);
    assertThat(summary.activationBytes()).isEqualTo(4 * (64 + 3 * 96 + 6 + 10));
    // The image with what comes of it; later 64 + 96, or 96 in place.
    assertThat(summary.peakActivationBytes()).isEqualTo(4 * (192 + 64));
  }

  @Test
  void groupsDivideTheArithmetic() {
    SDVariable x = g.input("image", 1, 4, 8, 8);
    SDVariable y =
        Layers.conv(g, "c", x, 8, 3, new Layer.Convolution(1, 2, 2, 4), Init.kaimingFanOut());

    assertThat(Summary.of(g, y.name()).multiplyAdds()).isEqualTo(8 * 64 * 9);
  }

  @Test
  void attentionIsCountedAndWhatDependsOnParametersAloneIsNot() {
    SDVariable x = g.input("tokens", 1, 5, 8);
    SDVariable positions =
        Ops.matmul(
            g,
            g.parameter("a", Init.ones(), 5, 7),
            g.parameter("b", Init.ones(), 7, 8),
            false,
            false);
    SDVariable y = Layers.attention(g, "attn", x.add(positions), 2, Init.normal(1));

    Summary summary = Summary.of(g, y.name());

    long linear = 5 * 8 * 8 * 4;
    long products = 2 * 2 * 5 * 5 * 4;
    assertThat(summary.multiplyAdds()).isEqualTo(linear + products);
    assertThat(summary.parts()).extracting(Part::name).containsExactly("a", "attn");
    assertThat(summary.parts().get(0).parameters()).isEqualTo(35 + 56);
    assertThat(summary.parameters()).isEqualTo(35 + 56 + 4 * 72);
  }

  @Test
  void aSumInPlaceNeedsNoMemoryOfItsOwn() {
    SDVariable x = g.input("x", 4, 8);
    SDVariable h = Layers.tanh(g, x);
    SDVariable chain = Layers.sigmoid(g, Layers.sigmoid(g, Layers.relu(g, h)));

    assertThat(Summary.of(g, chain.name()).peakActivationBytes()).isEqualTo(4 * (32 + 32));
    assertThat(Summary.of(g, chain.add(h).name()).peakActivationBytes())
        .as("one kept for the sum, one in the chain")
        .isEqualTo(4 * (32 + 32));
  }
}
