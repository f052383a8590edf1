package io.pretext.engine.reference;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.engine.update.Norms;
import io.pretext.engine.update.Optimizer;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training step on SameDiff.
 *
 * <p>With {@link EngineOptions#accumulate} a gradient is the sum over the runs since the last
 * update. Optimizer and state updates compute in float, also for a DOUBLE graph.
 */
public final class ReferenceStep implements Step {

  private final Graph graph;
  private final String loss;
  private final EngineOptions options;
  private final SameDiff sd;
  private final Values values;
  private final Inputs inputs;
  private final Slots slots;
  private final Desk desk = new Desk();
  private final Settling settling;
  private final Execution execution;
  private final Memory memory;

  /** Trained parameters that the loss depends on: path to the variable that is its gradient. */
  private final Map<String, String> derivatives = new LinkedHashMap<>();

  private final Map<String, String> monitors = new LinkedHashMap<>();

  /** By path; of the last run's arrays, or our own where they are sums or always zero. */
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();

  private Map<String, INDArray> results = Map.of();
  private boolean summing;
  private long updates;

  ReferenceStep(
      Graph graph, SDVariable loss, Map<String, SDVariable> monitors, EngineOptions options) {
    this.graph = graph;
    this.loss = loss.name();
    this.options = options;
    monitors.forEach((name, variable) -> this.monitors.put(name, variable.name()));
    Map<String, long[]> trained = new LinkedHashMap<>(graph.parameters());
    trained.keySet().removeIf(path -> !options.trained().test(path));
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "no parameter is trained: let the pattern of trained paths match some of "
              + graph.parameters().keySet());
    }
    sd = Definition.differentiated(graph, loss);
    values = new Values(graph, sd);
    inputs = new Inputs(graph);
    slots = new Slots(options.rule(), trained);
    settling = new Settling(graph.updates(), values, desk);
    trained.forEach(this::addGradient);
    execution = new Execution(sd, outputs());
    memory = measure();
  }

  private void addGradient(String path, long[] shape) {
    SDVariable derivative = sd.getVariable(path).gradient();
    if (derivative != null) {
      derivatives.put(path, derivative.name());
    }
    gradients.put(path, isOwn(path) ? Nd4j.zeros(graph.type(), shape) : null);
  }

  private boolean isOwn(String path) {
    return options.accumulate() || !derivatives.containsKey(path);
  }

  private Set<String> outputs() {
    var outputs = new LinkedHashSet<String>();
    outputs.add(loss);
    outputs.addAll(derivatives.values());
    monitors.values().stream().filter(name -> !values.has(name)).forEach(outputs::add);
    outputs.addAll(settling.sources());
    return outputs;
  }

  private Memory measure() {
    long activations = inputs.bytes() + execution.measure(inputs.arrays());
    return new Memory(values.bytes() + slots.bytes(), activations, 0);
  }

  @Override
  public double run(Batch batch, long step) {
    Map<String, INDArray> filled = inputs.fill(batch, step);
    results = execution.run(filled);
    double value = results.get(loss).getDouble(0);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(
          "the loss is "
              + value
              + " at step "
              + step
              + ": "
              + new NonFinite(graph, sd).find(loss, filled, values)
              + " is the first that is not finite; lower the learning rate or look at its inputs");
    }
    derivatives.forEach((path, name) -> take(path, results.get(name)));
    summing = options.accumulate();
    return value;
  }

  private void take(String path, INDArray gradient) {
    if (!options.accumulate()) {
      gradients.put(path, gradient);
    } else if (summing) {
      gradients.get(path).addi(gradient);
    } else {
      gradients.get(path).assign(gradient);
    }
  }

  @Override
  public float[] monitor(String name) {
    return Values.floats(monitored(name));
  }

  /** Like {@link #monitor}, in the precision of a DOUBLE graph. */
  public double[] monitorAsDouble(String name) {
    return Values.doubles(monitored(name));
  }

  private INDArray monitored(String name) {
    String variable = monitors.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "no monitor is called " + name + ", only " + monitors.keySet());
    }
    return values.has(variable) ? values.array(variable) : result(variable);
  }

  @Override
  public float[] gradient(String path) {
    return Values.floats(slope(path));
  }

  /** Like {@link #gradient}, in the precision of a DOUBLE graph. */
  public double[] gradientAsDouble(String path) {
    return Values.doubles(slope(path));
  }

  private INDArray slope(String path) {
    if (!gradients.containsKey(path)) {
      throw new IllegalArgumentException(path + " is not trained, so it has no gradient");
    }
    INDArray gradient = gradients.get(path);
    if (gradient == null) {
      throw new IllegalStateException("run the step before asking for a gradient");
    }
    return gradient;
  }

  @Override
  public double gradientNorm() {
    double sum = 0;
    for (String path : gradients.keySet()) {
      sum += Norms.squares(desk.left(slope(path)));
    }
    return Math.sqrt(sum);
  }

  @Override
  public void optimise(Function<String, UpdateRule.Settings> settings, double scale) {
    updates++;
    for (String path : gradients.keySet()) {
      INDArray parameter = values.array(path);
      var moved = desk.left(parameter);
      Optimizer.apply(
          options.rule(),
          settings.apply(path),
          scale,
          updates,
          moved,
          desk.right(slope(path)),
          slots.of(path));
      Desk.store(moved, parameter);
    }
    summing = false;
  }

  @Override
  public void settle(double progress) {
    settling.apply(progress, this::result);
  }

  private INDArray result(String variable) {
    INDArray result = results.get(variable);
    if (result == null) {
      throw new IllegalStateException("run the step before asking for " + variable);
    }
    return result;
  }

  @Override
  public Set<String> trained() {
    return Collections.unmodifiableSet(gradients.keySet());
  }

  @Override
  public Set<String> names() {
    var names = new LinkedHashSet<>(values.paths());
    names.addAll(slots.names());
    return names;
  }

  @Override
  public long[] shape(String name) {
    Tensor slot = slots.find(name);
    return slot != null ? slot.shape().clone() : values.array(name).shape();
  }

  @Override
  public float[] read(String name) {
    Tensor slot = slots.find(name);
    return slot != null ? slot.toArray() : values.read(name);
  }

  @Override
  public void write(String name, float[] replacement) {
    Tensor slot = slots.find(name);
    if (slot == null) {
      values.write(name, replacement);
    } else if (replacement.length == slot.data().capacity()) {
      slot.data().put(0, replacement);
    } else {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + Arrays.toString(slot.shape())
              + " and cannot take "
              + replacement.length
              + " values");
    }
  }

  @Override
  public long updates() {
    return updates;
  }

  @Override
  public void updates(long count) {
    updates = count;
  }

  @Override
  public Map<String, String> choices() {
    return Map.of();
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public void close() {
    gradients.keySet().stream().filter(this::isOwn).map(gradients::get).forEach(INDArray::close);
    execution.close();
    inputs.close();
    values.close();
  }
}
