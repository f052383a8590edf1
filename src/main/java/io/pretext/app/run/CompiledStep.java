package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.methods.Views;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A training step without a run: to be measured on a batch of noise. */
public final class CompiledStep implements AutoCloseable {

  /** As many images as a memory of one row per image is measured with. */
  private static final int POPULATION = 10_000;

  private final PretrainConfig config;
  private final Compiled compiled;
  private final Map<String, long[]> inputs;

  private CompiledStep(PretrainConfig config, Compiled compiled, Map<String, long[]> inputs) {
    this.config = config;
    this.compiled = compiled;
    this.inputs = inputs;
  }

  /** Compiles the step that training with {@code config} runs. */
  public static CompiledStep of(PretrainConfig config) {
    Blueprint blueprint = Blueprint.of(config, POPULATION);
    return new CompiledStep(
        config, Compiled.of(config, blueprint, Map.of()), blueprint.graph().inputs());
  }

  public Step step() {
    return compiled.step();
  }

  /** Normal noise for every view and ten classes for labels, always the same. */
  public Batch randomBatch() {
    var random = new SplittableRandom(config.seed());
    var tensors = new HashMap<String, Tensor>();
    inputs.forEach(
        (name, shape) -> {
          Tensor tensor = Tensor.zeros(shape);
          boolean whole = name.equals(Views.LABEL) || name.equals(Views.INDEX);
          for (int i = 0; i < tensor.data().capacity(); i++) {
            tensor.data().put(i, whole ? i % 10 : (float) random.nextGaussian());
          }
          tensors.put(name, tensor);
        });
    return new Batch(tensors);
  }

  /** The optimizer's settings at its peak rate: weight decay on all but norms and biases. */
  public Function<String, UpdateRule.Settings> settings() {
    double rate = config.optimizer().effectiveRate(config.schedule().imagesPerUpdate());
    double decay = config.optimizer().weightDecay();
    var settings = new HashMap<String, UpdateRule.Settings>();
    for (String path : step().trained()) {
      boolean matrix = step().shape(path).length > 1;
      settings.put(
          path,
          new UpdateRule.Settings(rate, matrix ? decay : 0, matrix, Double.POSITIVE_INFINITY));
    }
    return settings::get;
  }

  @Override
  public void close() {
    compiled.close();
  }
}
