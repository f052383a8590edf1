package io.pretext.engine.onednn;

import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Moves a batch into the inputs of a program. */
final class Inputs {

  private Inputs() {}

  /**
   * @param shapes of the inputs that the batch must hold
   */
  static void fill(Program program, Map<String, long[]> shapes, Batch batch) {
    shapes.forEach(
        (name, shape) -> {
          Tensor tensor = batch.tensor(name);
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
        });
  }
}
