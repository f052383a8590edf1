package io.pretext.engine.reference;

import io.pretext.engine.UpdateRule;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The arrays that an optimizer keeps per parameter, called {@code optimizer/SLOT/PATH}. */
final class Slots {

  private final UpdateRule rule;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * @param parameters shapes by path
   */
  Slots(UpdateRule rule, Map<String, long[]> parameters) {
    this.rule = rule;
    parameters.forEach(
        (path, shape) ->
            rule.slots().forEach(slot -> tensors.put(name(slot, path), Tensor.zeros(shape))));
  }

  FloatBuffer[] of(String path) {
    return rule.slots().stream()
        .map(slot -> tensors.get(name(slot, path)).data())
        .toArray(FloatBuffer[]::new);
  }

  Set<String> names() {
    return tensors.keySet();
  }

  /** The array called {@code name}, or null. */
  Tensor find(String name) {
    return tensors.get(name);
  }

  long bytes() {
    return tensors.values().stream().mapToLong(t -> 4 * Shape.size(t.shape())).sum();
  }

  private static String name(String slot, String path) {
    return "optimizer/" + slot + "/" + path;
  }
}
