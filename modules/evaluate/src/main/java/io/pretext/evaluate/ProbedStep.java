package io.pretext.evaluate;

import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A training step with an {@link OnlineProbe} beside it, which reads the representation after every
 * run. What is trained does not know of it; what it learned is among the step's values, {@code
 * probe/...}, and so in every checkpoint.
 */
public final class ProbedStep implements Step {

  /** The tensor of a batch that holds the class of every image, negative for none, [N]. */
  public static final String LABEL = "probe/label";

  private static final String SCOPE = "probe/";

  private final Step step;
  private final String representation;
  private final OnlineProbe probe;
  private final Map<String, float[]> state;

  /**
   * @param representation monitor of {@code step}: the features, [rows, D], of which the first N
   *     are of the batch's images in order
   */
  public ProbedStep(Step step, String representation, OnlineProbe probe) {
    this.step = step;
    this.representation = representation;
    this.probe = probe;
    this.state = probe.state();
  }

  /** What follows the step. */
  public OnlineProbe probe() {
    return probe;
  }

  @Override
  public double run(Batch batch, Moment moment) {
    double loss = step.run(batch, moment);
    probe.learn(step.monitor(representation), labels(batch.tensor(LABEL)), moment.epoch());
    return loss;
  }

  private static int[] labels(Tensor tensor) {
    var labels = new int[tensor.data().capacity()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) tensor.data().get(i);
    }
    return labels;
  }

  /** The probe's array called {@code name}; null if it is a value of the step. */
  private float[] probed(String name) {
    return name.startsWith(SCOPE) ? state.get(name.substring(SCOPE.length())) : null;
  }

  @Override
  public Set<String> names() {
    var names = new TreeSet<>(step.names());
    state.keySet().forEach(name -> names.add(SCOPE + name));
    return names;
  }

  @Override
  public long[] shape(String name) {
    float[] array = probed(name);
    return array == null ? step.shape(name) : new long[] {array.length};
  }

  @Override
  public float[] read(String name) {
    float[] array = probed(name);
    return array == null ? step.read(name) : array.clone();
  }

  @Override
  public void write(String name, float[] values) {
    float[] array = probed(name);
    if (array == null) {
      step.write(name, values);
    } else if (values.length == array.length) {
      System.arraycopy(values, 0, array, 0, array.length);
    } else {
      throw new IllegalArgumentException(
          name + " has " + array.length + " values, not " + values.length);
    }
  }

  @Override
  public float[] monitor(String name) {
    return step.monitor(name);
  }

  @Override
  public float[] gradient(String path) {
    return step.gradient(path);
  }

  @Override
  public double gradientNorm() {
    return step.gradientNorm();
  }

  @Override
  public void optimise(Function<String, UpdateRule.Settings> settings, double scale) {
    step.optimise(settings, scale);
  }

  @Override
  public void settle(double progress) {
    step.settle(progress);
  }

  @Override
  public Set<String> trained() {
    return step.trained();
  }

  @Override
  public long updates() {
    return step.updates();
  }

  @Override
  public void updates(long count) {
    step.updates(count);
  }

  @Override
  public Map<String, String> choices() {
    return step.choices();
  }

  @Override
  public Memory memory() {
    return step.memory();
  }

  @Override
  public void close() {
    step.close();
  }
}
