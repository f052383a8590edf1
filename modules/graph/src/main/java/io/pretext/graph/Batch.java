package io.pretext.graph;

import java.util.Map;

/**
 * The inputs of one step, by the name of the graph's input: {@code view0} [N, C, H, W], ...
 *
 * <p>A batch may be reused by whoever made it once the step that reads it has returned.
 *
 * @param tensors one tensor per graph input that is not drawn at random
 */
public record Batch(Map<String, Tensor> tensors) {

  public Batch {
    tensors = Map.copyOf(tensors);
  }

  /** The tensor called {@code name}. */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the batch has no '" + name + "', only " + new java.util.TreeSet<>(tensors.keySet()));
    }
    return tensor;
  }
}
