package io.pretext.app.run;

import io.pretext.app.config.BackboneConfig;
import io.pretext.app.config.Engines;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.app.model.InitialWeights;
import io.pretext.app.model.Models;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.graph.Graph;
import io.pretext.methods.TrainingGraph;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A method on a backbone, compiled for training.
 *
 * @param training its loss and what is worth keeping
 * @param embeddingSize values of a vector that the objective compares
 * @param width values of a vector that the backbone makes of an image
 * @param step what runs; {@link #EMBEDDING} is among its monitors, {@link #REPRESENTATION} if
 *     {@code evaluate.probe} wants it
 * @param inputs that every batch must hold
 */
record Compiled(TrainingGraph training, int embeddingSize, int width, Step step, Set<String> inputs)
    implements AutoCloseable {

  /** Monitor of the vectors that the objective compares. */
  static final String EMBEDDING = "embedding";

  /** Monitor of {@link Blueprint#representation}. */
  static final String REPRESENTATION = "representation";

  /**
   * @param population images that batches are drawn from
   * @param choices kernels chosen by an earlier run; empty to choose by measuring
   */
  static Compiled of(PretrainConfig config, int population, Map<String, String> choices) {
    return of(config, Blueprint.of(config, population), choices);
  }

  static Compiled of(PretrainConfig config, Blueprint blueprint, Map<String, String> choices) {
    TrainingGraph training = blueprint.training();
    Map<String, SDVariable> monitors = new LinkedHashMap<>(training.monitors());
    monitors.put(EMBEDDING, training.embedding());
    if (config.evaluate().probe()) {
      monitors.put(REPRESENTATION, blueprint.representation());
    }
    var options =
        new EngineOptions(
            config.optimizer().rule(),
            path -> true,
            config.engine().cores(),
            config.schedule().accumulate() > 1,
            choices,
            config.engine().measuring());
    Step step =
        Engines.create(config.engine().name())
            .training(blueprint.graph(), training.loss(), monitors, options);
    return new Compiled(
        training,
        width(blueprint.graph(), training.embedding()),
        width(blueprint.graph(), blueprint.representation()),
        step,
        blueprint.graph().inputs().keySet());
  }

  private static int width(Graph graph, SDVariable rows) {
    long[] shape = graph.shape(rows);
    return (int) shape[shape.length - 1];
  }

  /**
   * Gives the backbone the weights that its settings name, if they name any.
   *
   * @param size side of a view in pixels
   * @throws IllegalArgumentException if they do not fit it
   */
  void start(BackboneConfig backbone, int size) {
    if (backbone.weights().isEmpty()) {
      return;
    }
    String scope = training.backbone() + "/";
    var shapes = new TreeMap<String, long[]>();
    for (String name : step.names()) {
      if (name.startsWith(scope)) {
        shapes.put(name.substring(scope.length()), step.shape(name));
      }
    }
    try (Model model = Models.open(backbone.weights())) {
      InitialWeights.requireNetwork(backbone.weights(), model, backbone);
      var values = InitialWeights.of(backbone.weights(), model, shapes, size);
      shapes.keySet().forEach(path -> step.write(scope + path, values.apply(path)));
    }
  }

  @Override
  public void close() {
    step.close();
  }
}
