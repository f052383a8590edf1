package io.pretext.engine.reference;

import io.pretext.engine.Moment;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.RandomInput;
import io.pretext.graph.ScheduledInput;
import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The arrays of a graph's inputs, filled anew for every run. */
final class Inputs implements AutoCloseable {

  private final Graph graph;
  private final Map<String, INDArray> arrays = new LinkedHashMap<>();
  private final Map<RandomInput, Tensor> drawn = new LinkedHashMap<>();
  private final Map<ScheduledInput, Tensor> scheduled = new LinkedHashMap<>();

  Inputs(Graph graph) {
    this.graph = graph;
    graph.inputs().forEach(this::add);
    for (RandomInput input : graph.randomInputs()) {
      add(input.name(), input.shape());
      drawn.put(input, Tensor.zeros(input.shape()));
    }
    for (ScheduledInput input : graph.scheduledInputs()) {
      add(input.name());
      scheduled.put(input, Tensor.zeros());
    }
  }

  private void add(String name, long... shape) {
    arrays.put(name, Nd4j.zeros(graph.type(), shape));
  }

  /** The arrays as they are, by the name of the input. */
  Map<String, INDArray> arrays() {
    return arrays;
  }

  /** The arrays with the values of {@code batch} and those that {@code moment} decides. */
  Map<String, INDArray> fill(Batch batch, Moment moment) {
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              Tensor tensor = batch.tensor(name);
              if (!Arrays.equals(tensor.shape(), shape)) {
                throw new IllegalArgumentException(
                    "input '"
                        + name
                        + "' has shape "
                        + Arrays.toString(shape)
                        + ", the batch holds "
                        + Arrays.toString(tensor.shape())
                        + ": give the loader and the graph the same batch and image size");
              }
              Values.copy(tensor.toArray(), arrays.get(name));
            });
    drawn.forEach(
        (input, tensor) -> {
          input.fill(graph.seed(), moment.step(), tensor);
          Values.copy(tensor.toArray(), arrays.get(input.name()));
        });
    scheduled.forEach(
        (input, tensor) -> {
          input.fill(moment.epoch(), tensor);
          Values.copy(tensor.toArray(), arrays.get(input.name()));
        });
    return arrays;
  }

  long bytes() {
    return arrays.values().stream().mapToLong(Values::bytes).sum();
  }

  @Override
  public void close() {
    arrays.values().forEach(INDArray::close);
    arrays.clear();
  }
}
