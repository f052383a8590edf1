package io.pretext.train;

import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.engine.update.Optimizer;
import io.pretext.graph.Batch;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A step small enough to check by hand: half the squared distance of {@code net/weight} [2, 2] plus
 * {@code net/bias} [2] from the batch's target, with noise drawn from the step's number and a
 * moving average of the weight as state.
 */
class QuadraticStep implements Step {

  static final String WEIGHT = "net/weight";
  static final String BIAS = "net/bias";
  static final String AVERAGE = "average/weight";

  private final Map<String, long[]> shapes =
      Map.of(WEIGHT, new long[] {2, 2}, BIAS, new long[] {2}, AVERAGE, new long[] {2, 2});
  private final Map<String, float[]> values = new TreeMap<>();
  private final Map<String, float[]> gradients = new TreeMap<>();
  private final UpdateRule rule;
  private final boolean accumulate;
  private long updates;

  /** The arguments of every call, in order, for tests that look. */
  final Map<Long, Double> progress = new LinkedHashMap<>();

  /** The epoch of every run, in order. */
  final List<Integer> epochs = new ArrayList<>();

  QuadraticStep(UpdateRule rule, boolean accumulate) {
    this.rule = rule;
    this.accumulate = accumulate;
    for (String path : trained()) {
      values.put(path, new float[(int) Shape.size(shapes.get(path))]);
      gradients.put(path, new float[values.get(path).length]);
      for (String slot : rule.slots()) {
        values.put("optimizer/" + slot + "/" + path, new float[values.get(path).length]);
      }
    }
    values.put(AVERAGE, new float[4]);
  }

  /** A batch whose target is {@code value} everywhere. */
  static Batch batch(float value) {
    return new Batch(Map.of("target", Tensor.of(new float[] {value, value, value, value}, 2, 2)));
  }

  @Override
  public double run(Batch batch, Moment moment) {
    epochs.add(moment.epoch());
    float[] target = batch.tensor("target").toArray();
    float noise = (float) (0.01 * new SplittableRandom(moment.step()).nextDouble());
    double loss = 0;
    if (!accumulate) {
      clear();
    }
    for (int i = 0; i < 4; i++) {
      float error = values.get(WEIGHT)[i] + values.get(BIAS)[i % 2] - target[i] + noise;
      gradients.get(WEIGHT)[i] += error;
      gradients.get(BIAS)[i % 2] += error;
      loss += error * error / 2;
    }
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("the loss is not finite");
    }
    return loss;
  }

  @Override
  public float[] monitor(String name) {
    return values.get(WEIGHT).clone();
  }

  @Override
  public float[] gradient(String path) {
    return gradients.get(path).clone();
  }

  @Override
  public double gradientNorm() {
    double squares = 0;
    for (float[] gradient : gradients.values()) {
      for (float g : gradient) {
        squares += g * g;
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public void optimise(Function<String, UpdateRule.Settings> settings, double scale) {
    updates++;
    for (String path : trained()) {
      FloatBuffer[] slots =
          rule.slots().stream()
              .map(slot -> FloatBuffer.wrap(values.get("optimizer/" + slot + "/" + path)))
              .toArray(FloatBuffer[]::new);
      Optimizer.apply(
          rule,
          settings.apply(path),
          scale,
          updates,
          FloatBuffer.wrap(values.get(path)),
          FloatBuffer.wrap(gradients.get(path)),
          slots);
    }
    clear();
  }

  @Override
  public void settle(double progress) {
    this.progress.put(updates, progress);
    float keep = (float) (0.9 + 0.1 * progress);
    float[] average = values.get(AVERAGE);
    for (int i = 0; i < average.length; i++) {
      average[i] = keep * average[i] + (1 - keep) * values.get(WEIGHT)[i];
    }
  }

  @Override
  public Set<String> trained() {
    return new TreeSet<>(Set.of(WEIGHT, BIAS));
  }

  @Override
  public Set<String> names() {
    return new TreeSet<>(values.keySet());
  }

  @Override
  public long[] shape(String name) {
    String path = name.replaceFirst("^optimizer/[^/]+/", "");
    return shapes.get(path).clone();
  }

  @Override
  public float[] read(String name) {
    return values.get(name).clone();
  }

  @Override
  public void write(String name, float[] replacement) {
    values.put(name, replacement.clone());
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
    return Map.of(WEIGHT, "direct");
  }

  @Override
  public Memory memory() {
    return new Memory(0, 0, 0);
  }

  @Override
  public void close() {
    // Nothing native is held.
  }

  private void clear() {
    gradients.values().forEach(gradient -> java.util.Arrays.fill(gradient, 0));
  }
}
