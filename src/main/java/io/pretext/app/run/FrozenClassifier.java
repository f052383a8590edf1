package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.augment.InOrder;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.LabelledImages;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** A backbone with its heads, compiled for evaluation. */
final class FrozenClassifier implements AutoCloseable {

  /** What {@link #logits} calls the mean over the heads. */
  static final String ANSWER = "answer";

  private final Inference inference;
  private final Graph graph;
  private final List<String> heads;
  private final int classes;

  private FrozenClassifier(Graph graph, Classifier classifier, int classes, EngineConfig engine) {
    Map<String, SDVariable> outputs = new LinkedHashMap<>(classifier.logits());
    outputs.put(ANSWER, classifier.answer());
    this.graph = graph;
    this.heads = List.copyOf(classifier.logits().keySet());
    this.classes = classes;
    this.inference =
        Engines.create(engine.name())
            .inference(graph, outputs, EngineOptions.defaults(engine.cores()));
  }

  /**
   * @param size side of the images in pixels
   * @param batch images per forward pass
   */
  static FrozenClassifier of(
      String backbone,
      BackboneOptions options,
      int size,
      int batch,
      int classes,
      EngineConfig engine) {
    Backbone network = Backbones.create(backbone, options);
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    SDVariable image = graph.input(InOrder.INPUT, batch, 3, size, size);
    return new FrozenClassifier(
        graph, Classifier.build(graph, network, image, classes), classes, engine);
  }

  /** Names of the heads, in order. */
  List<String> heads() {
    return heads;
  }

  /** Shapes of what {@link #load} asks for. */
  Map<String, long[]> shapes() {
    return graph.values();
  }

  /** Takes the value of every path. */
  void load(Function<String, float[]> values) {
    inference.load(values);
  }

  /** The mean of the heads' logits for each image, row-major. */
  float[] answer(Batch batch) {
    return inference.run(batch).get(ANSWER);
  }

  /**
   * The logits of every image.
   *
   * @return [images][classes] by head, and the heads' mean as {@link #ANSWER}
   */
  Map<String, float[][]> logits(LabelledImages images) {
    List<String> outputs = new ArrayList<>(heads);
    outputs.add(ANSWER);
    Features all = Features.of(images, batch -> sideBySide(inference.run(batch), outputs));
    var logits = new LinkedHashMap<String, float[][]>();
    for (int i = 0; i < outputs.size(); i++) {
      int from = i * classes;
      logits.put(
          outputs.get(i),
          Arrays.stream(all.rows())
              .map(row -> Arrays.copyOfRange(row, from, from + classes))
              .toArray(float[][]::new));
    }
    return logits;
  }

  /** The outputs of each image in one row. */
  private float[] sideBySide(Map<String, float[]> values, List<String> outputs) {
    int width = outputs.size() * classes;
    int rows = values.get(ANSWER).length / classes;
    float[] joined = new float[rows * width];
    for (int i = 0; i < outputs.size(); i++) {
      float[] part = values.get(outputs.get(i));
      for (int row = 0; row < rows; row++) {
        System.arraycopy(part, row * classes, joined, row * width + i * classes, classes);
      }
    }
    return joined;
  }

  @Override
  public void close() {
    inference.close();
  }
}
