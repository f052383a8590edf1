package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The derived shape of every kind of variable is the shape that SameDiff computes. */
final class ShapesTest {

  private final Graph g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 3);
  private final SDVariable image = g.input("image", 4, 6, 9, 8);
  private final SDVariable tokens = g.input("tokens", 2, 5, 12);

  @Test
  void everyShapeIsTheComputedOne() {
    var cases = new LinkedHashMap<String, SDVariable>();
    cases.put("conv", Layers.conv(g, "conv", image, 10, 3, 2, 1));
    var grouped = new Layer.Convolution(1, 2, 2, 3);
    cases.put("grouped", Layers.conv(g, "grouped", image, 9, 3, grouped, Init.kaimingFanOut()));
    cases.put("norm", Layers.batchNorm2d(g, "norm", image));
    cases.put("max", Layers.maxPool(g, image, 3, 2, 1));
    cases.put("average", Layers.avgPool(g, image, 2, 2));
    cases.put("global", Layers.globalAveragePool(g, image));
    cases.put("resize", Layers.resize(g, image, 13, 5));
    cases.put("every", Ops.everyPixel(g, image, 2));
    cases.put("pad", Ops.pad(g, image, 1, 2, 3));
    cases.put("concat", Ops.concat(g, 3, image, image));
    cases.put("linear", Layers.linear(g, "linear", tokens, 7));
    cases.put("attention", Layers.attention(g, "attention", tokens, 3, Init.normal(0.02)));
    cases.put("layer norm", Layers.layerNorm(g, "ln", tokens, 1e-6));
    cases.put("log-softmax", Layers.logSoftmax(g, tokens));
    cases.put("lengths", Layers.l2Normalize(g, tokens));
    cases.put("dropped", Layers.dropPath(g, "drop", tokens, 0.5));
    cases.put("slice", Ops.slice(g, tokens, 1, 1, 3));
    cases.put("squeeze", g.sd().squeeze(Ops.slice(g, tokens, 1, 1, 2), 1));
    cases.put("expand", g.sd().expandDims(tokens, -1));
    cases.put("permute", tokens.permute(2, 0, 1));
    cases.put("kept", tokens.sum(true, 2));
    cases.put("mean", tokens.mean(0, 2));
    cases.put("scalar", tokens.mean());
    cases.put("product", Ops.matmul(g, tokens, tokens, true, false));
    cases.put("outer", tokens.mean(true, 1).sub(tokens.mean(true, 0)));
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    g.inputs().forEach((name, shape) -> inputs.put(name, Nd4j.ones(DataType.FLOAT, shape)));
    g.randomInputs().forEach(r -> inputs.put(r.name(), Nd4j.ones(DataType.FLOAT, r.shape())));
    String[] names = cases.values().stream().map(SDVariable::name).toArray(String[]::new);

    Map<String, INDArray> computed = g.materialise().output(inputs, names);

    cases.forEach(
        (name, variable) ->
            assertThat(g.shape(variable))
                .as(name)
                .isEqualTo(computed.get(variable.name()).shape()));
  }

  @Test
  void aReductionFromTheBackIsRefused() {
    SDVariable mean = tokens.mean(true, -1);

    assertThatThrownBy(() -> g.shape(mean))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count from the front");
  }
}
