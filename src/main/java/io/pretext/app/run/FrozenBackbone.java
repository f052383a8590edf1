package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.app.config.PretrainConfig;
import io.pretext.augment.InOrder;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.evaluate.Encoder;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.Methods;
import io.pretext.zoo.Backbones;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** The network of a run while it is trained, compiled for evaluation up to its features. */
final class FrozenBackbone implements AutoCloseable {

  private static final String FEATURES = "features";

  private final Graph graph;
  private final Inference inference;

  private FrozenBackbone(Graph graph, SDVariable features, EngineConfig engine) {
    this.graph = graph;
    this.inference =
        Engines.create(engine.name())
            .inference(graph, Map.of(FEATURES, features), EngineOptions.defaults(engine.cores()));
  }

  /**
   * With the values that training starts from.
   *
   * @param scope where the training graph keeps the backbone: {@code online/backbone}
   */
  static FrozenBackbone untrained(PretrainConfig config, String scope) {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, config.seed());
    SDVariable image = image(graph, config.evaluate().batch(), config.viewSettings().size());
    SDVariable features = features(graph, config, scope, image);
    var frozen = new FrozenBackbone(graph, features, config.engine());
    frozen.reset();
    return frozen;
  }

  /** What {@code evaluate.features} asks for. */
  private static SDVariable features(
      Graph graph, PretrainConfig config, String scope, SDVariable image) {
    Backbone backbone = Backbones.create(config.backbone().name(), config.backbone().options());
    return switch (config.evaluate().features()) {
      case BACKBONE -> graph.in(scope, () -> backbone.build(graph, image).pooled());
      case EMBEDDING -> Methods.create(config.method()).embed(graph, backbone, image);
    };
  }

  private static SDVariable image(Graph graph, int batch, int side) {
    return graph.input(InOrder.INPUT, batch, 3, side, side);
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

  @Override
  public void close() {
    inference.close();
  }
}
