package io.pretext.engine.onednn;

import io.pretext.engine.Inference;
import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.plan.Plan;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/** A forward pass as a program; what depends on parameters alone is computed when they change. */
final class OneDnnInference implements Inference {

  private final Program program;
  private final Inputs inputs;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final int threads;
  private final Step.Memory memory;
  private boolean loaded;

  OneDnnInference(Graph graph, Plan plan, Map<String, SDVariable> outputs, int threads) {
    this.threads = threads;
    outputs.forEach((name, variable) -> this.outputs.put(name, variable.name()));
    program = Lowering.lower(plan, false, Map.of(), true);
    inputs = new Inputs(graph, plan.inputs(), program);
    memory = program.plan();
    MachineMemory.require(memory);
    program.allocate();
  }

  @Override
  public Set<String> names() {
    return program.variables().keySet();
  }

  @Override
  public void load(Function<String, float[]> values) {
    Threads.use(threads);
    program.variables().forEach((path, buffer) -> Layouts.write(buffer, values.apply(path)));
    program.runPrologue();
    loaded = true;
  }

  @Override
  public Map<String, float[]> run(Batch batch) {
    if (!loaded) {
      throw new IllegalStateException("load parameters before running an inference");
    }
    Threads.use(threads);
    inputs.fill(batch, Moment.START);
    program.runBody();
    var results = new HashMap<String, float[]>();
    outputs.forEach((name, id) -> results.put(name, Layouts.read(program.outputs().get(id))));
    return results;
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
