package io.pretext.app.run;

import io.pretext.app.config.Engines;
import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.model.InitialWeights;
import io.pretext.app.model.Models;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.evaluate.supervised.LayerDecay;
import io.pretext.evaluate.supervised.SupervisedGraph;
import io.pretext.graph.Graph;
import io.pretext.train.OptimizerConfig;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.WeightShapes;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A backbone with heads, compiled for training with labels.
 *
 * @param heads names of its classifiers
 * @param shapes of its parameters and states, by path
 * @param step what runs
 */
record CompiledClassifier(List<String> heads, Map<String, long[]> shapes, Step step)
    implements AutoCloseable {

  /**
   * @param choices kernels chosen by an earlier session; empty to choose by measuring
   * @throws IllegalArgumentException if a pattern of what is frozen matches nothing, or everything
   */
  static CompiledClassifier of(FinetuneConfig config, Map<String, String> choices) {
    String name = config.backbone().name();
    int size = config.viewSettings().size();
    WeightShapes known = WeightShapes.of(name, config.options(), size);
    Predicate<String> frozen = Frozen.paths(config.freeze(), known.heads(), paths(known));
    var graph = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, config.seed());
    graph.freeze(frozen);
    SupervisedGraph supervised =
        SupervisedGraph.build(
            graph,
            Backbones.create(name, config.options()),
            config.schedule().batch(),
            size,
            config.classes().size(),
            config.taught());
    if (graph.parameters().keySet().stream().allMatch(frozen)) {
      throw new IllegalArgumentException(
          "freeze: " + config.freeze() + " leaves nothing to train: leave the heads out of it");
    }
    var options =
        new EngineOptions(
            config.optimizer().rule(),
            frozen.negate(),
            config.engine().cores(),
            config.schedule().accumulate() > 1,
            choices,
            config.engine().measuring());
    Step step =
        Engines.create(config.engine().name())
            .training(graph, supervised.loss(), Map.of(), options);
    return new CompiledClassifier(known.heads(), graph.values(), step);
  }

  /** What a pattern can mean: the values of the backbone and those of its heads. */
  private static Set<String> paths(WeightShapes known) {
    Set<String> paths = new LinkedHashSet<>(known.values().keySet());
    for (String head : known.heads()) {
      paths.add(head + "/weight");
      paths.add(head + "/bias");
    }
    return paths;
  }

  /** The optimizer with lower rates for what is further from the heads. */
  OptimizerConfig optimizer(FinetuneConfig config) {
    return config.optimizer().over(new LayerDecay(config.layerDecay()).groups(step.trained()));
  }

  /**
   * Takes the weights that the settings name: the backbone's, and those of the heads if the model
   * knows the same classes.
   *
   * @return whether the heads were taken
   * @throws IllegalArgumentException if they do not fit
   */
  boolean start(FinetuneConfig config) {
    String name = config.backbone().weights();
    boolean bare = config.backbone().projector().isNone();
    var from = bare ? Models.From.BACKBONE : Models.From.PROJECTOR;
    try (Model model = Models.open(name, from)) {
      InitialWeights.requireNorms(name, model, config.backbone());
      boolean same =
          model.description().classes().equals(config.classes())
              && shapes.keySet().stream()
                  .filter(path -> Frozen.isOf(heads, path))
                  .allMatch(model.paths()::contains);
      var wanted = new LinkedHashMap<>(shapes);
      wanted.keySet().removeIf(path -> !same && Frozen.isOf(heads, path));
      var values = InitialWeights.of(name, model, wanted, config.viewSettings().size());
      wanted.keySet().forEach(path -> step.write(path, values.apply(path)));
      return same;
    }
  }

  @Override
  public void close() {
    step.close();
  }
}
