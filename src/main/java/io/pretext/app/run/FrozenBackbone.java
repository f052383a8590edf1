package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.app.config.EvaluateConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Watched;
import io.pretext.augment.InOrder;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.evaluate.Encoder;
import io.pretext.graph.Graph;
import io.pretext.methods.Methods;
import io.pretext.zoo.Backbones;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** The network of a run while it is trained, compiled for evaluation up to its features. */
final class FrozenBackbone implements AutoCloseable {

  private static final String FEATURES = "features";
  private static final String REPRESENTATION = "representation";

  private final Graph graph;
  private final Inference inference;
  private final String compared;

  private FrozenBackbone(Graph graph, Map<String, SDVariable> outputs, EngineConfig engine) {
    this.graph = graph;
    this.compared = outputs.containsKey(FEATURES) ? FEATURES : REPRESENTATION;
    this.inference =
        Engines.create(engine.name())
            .inference(graph, outputs, EngineOptions.defaults(engine.cores()));
  }

  /**
   * With the values that training starts from.
   *
   * @param scope where the training graph keeps the backbone: {@code online/backbone}
   */
  static FrozenBackbone untrained(PretrainConfig config, String scope) {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, config.seed());
    SDVariable image = image(graph, config.evaluate().batch(), config.viewSettings().size());
    var frozen = new FrozenBackbone(graph, outputs(graph, config, scope, image), config.engine());
    frozen.reset();
    return frozen;
  }

  /** What {@code evaluate.features} asks for, and the backbone's own. */
  private static Map<String, SDVariable> outputs(
      Graph graph, PretrainConfig config, String scope, SDVariable image) {
    var backbone =
        new Watched(Backbones.create(config.backbone().name(), config.backbone().options()));
    var outputs = new LinkedHashMap<String, SDVariable>();
    if (config.evaluate().features() == EvaluateConfig.Features.EMBEDDING) {
      outputs.put(FEATURES, Methods.create(config.method()).embed(graph, backbone, image));
    }
    SDVariable representation =
        backbone
            .pooled(scope)
            .orElseGet(() -> graph.in(scope, () -> backbone.build(graph, image).pooled()));
    outputs.put(REPRESENTATION, representation);
    return outputs;
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

  /** Into what {@code evaluate.features} names. */
  Encoder encoder() {
    return Encoder.of(inference, compared);
  }

  /** Into the backbone's pooled features. */
  Encoder representation() {
    return Encoder.of(inference, REPRESENTATION);
  }

  @Override
  public void close() {
    inference.close();
  }
}
