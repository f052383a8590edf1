package io.pretext.engine.onednn;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.engine.plan.Plan;
import io.pretext.engine.update.Norms;
import io.pretext.engine.update.Optimizer;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/** A training step as a program, with the optimizer's arrays beside the parameters. */
final class OneDnnStep implements Step {

  /** What the optimizer touches of one trained parameter, all in one layout. */
  private record Trained(FloatBuffer parameter, FloatBuffer gradient, FloatBuffer[] slots) {}

  private final Graph graph;
  private final Program program;
  private final Map<String, String> monitors = new LinkedHashMap<>();
  private final EngineOptions options;
  private final Inputs inputs;
  private final Map<String, Buffer> values = new LinkedHashMap<>();
  private final Map<String, Buffer> sums = new LinkedHashMap<>();
  private final Map<String, Trained> trained = new LinkedHashMap<>();
  private final StateUpdates states;
  private final Step.Memory memory;
  private final FloatBuffer lossValue;
  private boolean summing;
  private long updates;

  OneDnnStep(
      Graph graph,
      Plan plan,
      String loss,
      Map<String, SDVariable> monitors,
      EngineOptions options) {
    this.graph = graph;
    this.options = options;
    monitors.forEach((name, variable) -> this.monitors.put(name, variable.name()));
    program = Lowering.lower(plan, true, options.choices(), options.measuring());
    inputs = new Inputs(graph, plan.inputs(), program);
    values.putAll(program.variables());
    addSlots();
    memory = program.plan();
    MachineMemory.require(memory);
    program.allocate();
    program.variables().forEach((path, buffer) -> Layouts.write(buffer, graph.initial(path)));
    bindTrained();
    lossValue = program.outputs().get(loss).floats();
    states = new StateUpdates(graph, program);
    program.runPrologue();
  }

  private void addSlots() {
    program
        .gradients()
        .keySet()
        .forEach(
            path -> {
              Buffer parameter = program.variable(path);
              for (String slot : options.rule().slots()) {
                values.put("optimizer/" + slot + "/" + path, like(parameter));
              }
              if (options.accumulate()) {
                sums.put(path, like(parameter));
              }
            });
  }

  private Buffer like(Buffer buffer) {
    return new Buffer(buffer.desc(), program.persistent(buffer.desc().get_size()));
  }

  private void bindTrained() {
    program
        .gradients()
        .forEach(
            (path, gradient) -> {
              FloatBuffer[] slots =
                  options.rule().slots().stream()
                      .map(slot -> values.get("optimizer/" + slot + "/" + path).floats())
                      .toArray(FloatBuffer[]::new);
              Buffer source = options.accumulate() ? sums.get(path) : gradient;
              trained.put(
                  path, new Trained(program.variable(path).floats(), source.floats(), slots));
            });
  }

  @Override
  public double run(Batch batch, Moment moment) {
    Threads.use(options.threads());
    inputs.fill(batch, moment);
    program.runBody();
    double value = lossValue.get(0);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(NotFinite.explain(program, value));
    }
    if (options.accumulate()) {
      accumulate();
    }
    return value;
  }

  private void accumulate() {
    program
        .gradients()
        .forEach(
            (path, gradient) -> {
              FloatBuffer fresh = gradient.floats();
              FloatBuffer sum = trained.get(path).gradient();
              for (int i = 0; i < sum.limit(); i++) {
                sum.put(i, summing ? sum.get(i) + fresh.get(i) : fresh.get(i));
              }
            });
    summing = true;
  }

  @Override
  public float[] monitor(String name) {
    String variable = monitors.get(name);
    if (variable == null) {
      throw new IllegalArgumentException("no monitor '" + name + "', only " + monitors.keySet());
    }
    return Layouts.read(program.outputs().get(variable));
  }

  @Override
  public float[] gradient(String path) {
    return Layouts.read(require(program.gradients(), path, "trained parameter"));
  }

  @Override
  public double gradientNorm() {
    double squares = 0;
    for (Trained parameter : trained.values()) {
      squares += Norms.squares(parameter.gradient());
    }
    return Math.sqrt(squares);
  }

  @Override
  public void optimise(Function<String, UpdateRule.Settings> settings, double scale) {
    updates++;
    trained.forEach(
        (path, p) ->
            Optimizer.apply(
                options.rule(),
                settings.apply(path),
                scale,
                updates,
                p.parameter(),
                p.gradient(),
                p.slots()));
    summing = false;
  }

  @Override
  public void settle(double progress) {
    states.apply(progress);
  }

  @Override
  public Set<String> trained() {
    return trained.keySet();
  }

  @Override
  public Set<String> names() {
    return values.keySet();
  }

  @Override
  public long[] shape(String name) {
    require(values, name, "value");
    String path = name;
    for (String slot : options.rule().slots()) {
      String prefix = "optimizer/" + slot + "/";
      path = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
    long[] parameter = graph.parameters().get(path);
    return parameter != null ? parameter : graph.states().get(path);
  }

  @Override
  public float[] read(String name) {
    return Layouts.read(require(values, name, "value"));
  }

  @Override
  public void write(String name, float[] content) {
    try {
      Layouts.write(require(values, name, "value"), content);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static Buffer require(Map<String, Buffer> known, String name, String what) {
    Buffer buffer = known.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException("the step has no " + what + " '" + name + "'");
    }
    return buffer;
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
    return Map.copyOf(program.choices());
  }

  @Override
  public Step.Memory memory() {
    return memory;
  }

  @Override
  public void close() {
    program.close();
  }
}
