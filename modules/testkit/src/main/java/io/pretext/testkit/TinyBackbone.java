package io.pretext.testkit;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The smallest encoder with everything a real one has: two 3x3 convolutions (the second halves the
 * map), batch norms, a ReLU between them.
 *
 * @param width channels of both
 */
public record TinyBackbone(int width) implements Backbone {

  @Override
  public Features build(Graph g, SDVariable image) {
    SDVariable x = Layers.conv(g, "conv1", image, width, 3, 1, 1);
    x = Layers.relu(g, Layers.batchNorm2d(g, "bn1", x));
    x = Layers.batchNorm2d(g, "bn2", Layers.conv(g, "conv2", x, width, 3, 2, 1));
    return new Features(x, Layers.globalAveragePool(g, x), List.of(x), "fc");
  }
}
