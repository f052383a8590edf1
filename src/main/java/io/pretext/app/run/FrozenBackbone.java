package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.app.config.PretrainConfig;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.evaluate.Encoder;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.zoo.Backbones;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;

/** A backbone without heads, compiled for evaluation; it starts untrained. */
final class FrozenBackbone implements AutoCloseable {

  private static final String FEATURES = "features";

  private final Graph graph;
  private final Inference inference;
  private final int width;

  private FrozenBackbone(Graph graph, Inference inference, int width) {
    this.graph = graph;
    this.inference = inference;
    this.width = width;
  }

  /**
   * @param scope where the training graph keeps the backbone: {@code online/backbone}
   */
  static FrozenBackbone of(PretrainConfig config, String scope) {
    Backbone backbone = Backbones.create(config.backbone().name(), config.backbone().width());
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, config.seed());
    int batch = config.evaluate().batch();
    int size = config.viewSettings().size();
    EngineConfig engine = config.engine();
    var features =
        graph.in(scope, () -> backbone.build(graph, graph.input("image", batch, 3, size, size)));
    Inference inference =
        Engines.create(engine.name())
            .inference(
                graph, Map.of(FEATURES, features.pooled()), EngineOptions.defaults(engine.cores()));
    var frozen = new FrozenBackbone(graph, inference, backbone.width());
    frozen.load(graph::initial);
    return frozen;
  }

  /** Takes the values of {@code values}, which may know more than the backbone. */
  void load(Function<String, float[]> values) {
    inference.load(values);
  }

  /** Back to the values that training starts from. */
  void reset() {
    load(graph::initial);
  }

  Encoder encoder() {
    return Encoder.of(inference, FEATURES);
  }

  /** Values per image. */
  int width() {
    return width;
  }

  @Override
  public void close() {
    inference.close();
  }
}
