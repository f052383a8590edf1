package io.pretext.engine.reference;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Moment;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training step on SameDiff.
 *
 * <p>Optimizer and state updates compute in float, also for a DOUBLE graph.
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

  private final Map<String, String> monitors = new LinkedHashMap<>();

  /** Path of each trained parameter to the variable that is its gradient. */
  private final Map<String, String> derivatives = new LinkedHashMap<>();

  /** By path, where gradients of several runs are summed. */
  private final Map<String, INDArray> sums = new LinkedHashMap<>();

  private Map<String, INDArray> results = Map.of();
  private BiConsumer<String, INDArray> observer = (variable, value) -> {};
  private boolean summing;
  private long updates;

  ReferenceStep(
      Graph graph, SDVariable loss, Map<String, SDVariable> monitors, EngineOptions options) {
    this.graph = graph;
    this.loss = loss.name();
    this.options = options;
    monitors.forEach((name, variable) -> this.monitors.put(name, variable.name()));
    Map<String, long[]> trained = trained(Definition.differentiable(graph.sd(), this.loss));
    sd = Definition.differentiated(graph, loss);
    values = new Values(graph, sd);
    inputs = new Inputs(graph);
    slots = new Slots(options.rule(), trained);
    settling = new Settling(graph, values, desk);
    trained.forEach(
        (path, shape) -> {
          derivatives.put(path, sd.getVariable(path).gradient().name());
          if (options.accumulate()) {
            sums.put(path, Nd4j.zeros(graph.type(), shape));
          }
        });
    execution = new Execution(sd, outputs());
    memory = measure();
  }

  /** Shapes of the parameters that are to be trained and have an influence on the loss. */
  private Map<String, long[]> trained(Set<String> differentiable) {
    Map<String, long[]> trained = new LinkedHashMap<>(graph.parameters());
    trained.keySet().removeIf(path -> !options.trained().test(path));
    trained.keySet().retainAll(differentiable);
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to train: the loss depends on no parameter that is to be trained, of "
              + graph.parameters().keySet());
    }
    return trained;
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
    long summed = sums.values().stream().mapToLong(Values::bytes).sum();
    return new Memory(values.bytes() + slots.bytes() + summed, activations, 0);
  }

  @Override
  public double run(Batch batch, Moment moment) {
    Map<String, INDArray> filled = inputs.fill(batch, moment);
    results = execution.run(filled, this::show);
    double value = results.get(loss).getDouble(0);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(
          "the loss is "
              + value
              + " at step "
              + moment.step()
              + ": "
              + new NonFinite(graph, sd).find(loss, filled, values)
              + " is the first that is not finite; lower the learning rate or look at its inputs");
    }
    sums.forEach((path, sum) -> add(slope(path), sum));
    summing = true;
    return value;
  }

  private void add(INDArray gradient, INDArray sum) {
    if (summing) {
      sum.addi(gradient);
    } else {
      sum.assign(gradient);
    }
  }

  @Override
  public float[] monitor(String name) {
    return Values.floats(monitored(name));
  }

  /**
   * Lets {@code observer} see each value of the runs that follow as it comes, by the name of its
   * variable, and change it before any other op reads it.
   */
  public void observe(BiConsumer<String, INDArray> observer) {
    this.observer = observer;
  }

  private void show(SameDiffOp op, INDArray[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      observer.accept(op.getOutputsOfOp().get(i), outputs[i]);
    }
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

  /** The gradient of the last run. */
  private INDArray slope(String path) {
    String derivative = derivatives.get(path);
    if (derivative == null) {
      throw new IllegalArgumentException(path + " is not trained, so it has no gradient");
    }
    return result(derivative);
  }

  /** The gradient that the next update takes. */
  private INDArray due(String path) {
    return options.accumulate() ? sums.get(path) : slope(path);
  }

  @Override
  public double gradientNorm() {
    double sum = 0;
    for (String path : derivatives.keySet()) {
      sum += Norms.squares(desk.left(due(path)));
    }
    return Math.sqrt(sum);
  }

  @Override
  public void optimise(Function<String, UpdateRule.Settings> settings, double scale) {
    updates++;
    for (String path : derivatives.keySet()) {
      INDArray parameter = values.array(path);
      var moved = desk.left(parameter);
      Optimizer.apply(
          options.rule(),
          settings.apply(path),
          scale,
          updates,
          moved,
          desk.right(due(path)),
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
    return Collections.unmodifiableSet(derivatives.keySet());
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
    execution.close();
    inputs.close();
    values.close();
  }
}
