package io.pretext.engine.plan;

import java.util.List;

/**
 * One operation of a plan.
 *
 * @param path where it stands in the graph, for errors, logs and kernel choices
 */
public record Node(Op op, String path, List<Value> inputs, List<Value> outputs) {

  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Value input(int i) {
    return inputs.get(i);
  }

  public Value output(int i) {
    return outputs.get(i);
  }

  public Value output() {
    return outputs.get(0);
  }

  /** {@code Convolution at backbone/conv1}. */
  public String describe() {
    return op.getClass().getSimpleName() + " at " + path;
  }
}
