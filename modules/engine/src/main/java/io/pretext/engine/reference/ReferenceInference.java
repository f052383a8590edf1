package io.pretext.engine.reference;

import io.pretext.engine.Inference;
import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A forward pass on SameDiff. */
public final class ReferenceInference implements Inference {

  private final Values values;
  private final Inputs inputs;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Execution execution;
  private boolean loaded;

  ReferenceInference(Graph graph, Map<String, SDVariable> outputs) {
    outputs.forEach((name, variable) -> this.outputs.put(name, variable.name()));
    SameDiff sd = Definition.forward(graph);
    values = new Values(graph, sd);
    inputs = new Inputs(graph);
    execution = new Execution(sd, this.outputs.values());
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(values.paths());
  }

  @Override
  public void load(Function<String, float[]> source) {
    values.paths().forEach(path -> values.write(path, source.apply(path)));
    loaded = true;
  }

  @Override
  public Map<String, float[]> run(Batch batch) {
    if (!loaded) {
      throw new IllegalStateException("load parameters before running an inference");
    }
    Map<String, INDArray> results = execution.run(inputs.fill(batch, Moment.START));
    var read = new LinkedHashMap<String, float[]>();
    outputs.forEach((name, variable) -> read.put(name, Values.floats(results.get(variable))));
    return read;
  }

  @Override
  public Step.Memory memory() {
    long activations = inputs.bytes() + execution.measure(inputs.arrays());
    return new Step.Memory(values.bytes(), activations, 0);
  }

  @Override
  public void close() {
    execution.close();
    inputs.close();
    values.close();
  }
}
