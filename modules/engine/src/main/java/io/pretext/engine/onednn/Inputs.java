package io.pretext.engine.onednn;

import io.pretext.engine.Moment;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.RandomInput;
import io.pretext.graph.ScheduledInput;
import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves a batch, and what a moment of the training decides, into the inputs of a program. */
final class Inputs {

  private final Program program;
  private final long seed;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<RandomInput, Tensor> draws = new LinkedHashMap<>();
  private final Map<ScheduledInput, Tensor> scheduled = new LinkedHashMap<>();

  /**
   * @param read the inputs that the program reads; a batch may hold more
   */
  Inputs(Graph graph, Map<String, Value> read, Program program) {
    this.program = program;
    this.seed = graph.seed();
    read.forEach((name, value) -> shapes.put(name, value.shape()));
    for (RandomInput random : graph.randomInputs()) {
      if (shapes.remove(random.name()) != null) {
        draws.put(random, Tensor.zeros(random.shape()));
      }
    }
    for (ScheduledInput input : graph.scheduledInputs()) {
      if (shapes.remove(input.name()) != null) {
        scheduled.put(input, Tensor.zeros());
      }
    }
  }

  /** Fills every input. */
  void fill(Batch batch, Moment moment) {
    shapes.forEach((name, shape) -> write(name, shape, batch.tensor(name)));
    draws.forEach(
        (random, tensor) -> {
          random.fill(seed, moment.step(), tensor);
          Layouts.write(program.inputs().get(random.name()), tensor.data());
        });
    scheduled.forEach(
        (input, tensor) -> {
          input.fill(moment.epoch(), tensor);
          Layouts.write(program.inputs().get(input.name()), tensor.data());
        });
  }

  private void write(String name, long[] shape, Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "input "
              + name
              + " has shape "
              + Arrays.toString(tensor.shape())
              + ", the graph was compiled for "
              + Arrays.toString(shape));
    }
    Layouts.write(program.inputs().get(name), tensor.data());
  }
}
