package io.pretext.app.model;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.augment.InOrder;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.evaluate.Encoder;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** A model with its values, compiled for batches of one size. Not thread-safe. */
public final class CompiledModel implements AutoCloseable {

  /** What is computed of an image. */
  public enum Output {
    /** The pooled vector of the backbone. */
    FEATURES {
      @Override
      SDVariable of(Graph g, Backbone.Features features, Model model) {
        return features.pooled();
      }
    },
    /** What the classifiers say together. */
    LOGITS {
      @Override
      SDVariable of(Graph g, Backbone.Features features, Model model) {
        String head = features.heads().keySet().iterator().next() + "/weight";
        if (!model.paths().contains(head)) {
          throw new IllegalArgumentException(
              "the model has no classifier ('%s'), so it can embed images and not name their class"
                  .formatted(head.replace('/', '.')));
        }
        return Classifier.on(g, features, (int) model.shape(head)[0]).answer();
      }
    };

    abstract SDVariable of(Graph g, Backbone.Features features, Model model);
  }

  private static final String OUTPUT = "output";

  private final Inference inference;
  private final int width;

  private CompiledModel(Inference inference, int width) {
    this.inference = inference;
    this.width = width;
  }

  /**
   * Compiles {@code model}, which may then be closed.
   *
   * @param batch images of every forward pass
   * @throws IllegalArgumentException if the model lacks a value or a classifier
   */
  public static CompiledModel of(Model model, Output output, int batch, EngineConfig engine) {
    Description description = model.description();
    Backbone backbone = Backbones.create(description.backbone(), description.options());
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    int side = description.image();
    SDVariable image = graph.input(InOrder.INPUT, batch, 3, side, side);
    SDVariable result = output.of(graph, backbone.build(graph, image), model);
    Inference inference =
        Engines.create(engine.name())
            .inference(graph, Map.of(OUTPUT, result), EngineOptions.defaults(engine.cores()));
    try {
      inference.load(model::read);
    } catch (RuntimeException e) {
      inference.close();
      throw e;
    }
    return new CompiledModel(inference, (int) graph.shape(result)[1]);
  }

  /** Gives the output for each image of a batch, row-major. */
  public Encoder encoder() {
    return Encoder.of(inference, OUTPUT);
  }

  /** Values per image. */
  public int width() {
    return width;
  }

  @Override
  public void close() {
    inference.close();
  }
}
