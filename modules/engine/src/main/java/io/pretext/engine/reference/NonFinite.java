package io.pretext.engine.reference;

import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds where in a forward pass the first infinity or NaN arose. */
final class NonFinite {

  private final Graph graph;
  private final SameDiff sd;
  private String culprit;

  NonFinite(Graph graph, SameDiff sd) {
    this.graph = graph;
    this.sd = sd;
  }

  /** Runs forward to {@code loss} and says in words what is not finite first. */
  String find(String loss, Map<String, INDArray> inputs, Values values) {
    inputs.forEach((name, array) -> check("input '" + name + "'", array));
    values.paths().forEach(path -> check("'" + path + "'", values.array(path)));
    try (var execution = new Execution(sd, List.of(loss))) {
      execution.run(inputs, (op, results) -> check(op, results));
    }
    return culprit == null ? "'" + loss + "'" : culprit;
  }

  private void check(SameDiffOp op, INDArray[] results) {
    for (INDArray result : results) {
      if (culprit == null && result.dataType().isFPType()) {
        check("op '" + op.getOp().opName() + "' " + place(op), result);
      }
    }
  }

  private void check(String what, INDArray array) {
    if (culprit == null && !isFinite(array)) {
      culprit = what;
    }
  }

  private static boolean isFinite(INDArray array) {
    for (double value : Values.doubles(array)) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The path of the layer that the op completes, or else the nearest path before it. */
  private String place(SameDiffOp start) {
    for (String output : start.getOutputsOfOp()) {
      Layer.Node layer = graph.layers().get(output);
      if (layer != null) {
        return "at " + layer.path();
      }
    }
    Deque<SameDiffOp> todo = new ArrayDeque<>(List.of(start));
    Set<String> seen = new HashSet<>();
    while (!todo.isEmpty()) {
      for (String input : todo.remove().getInputsToOp()) {
        Layer.Node layer = graph.layers().get(input);
        if (layer != null) {
          return "after " + layer.path();
        }
        String producer = sd.getVariables().get(input).getOutputOfOp();
        if (producer != null && seen.add(producer)) {
          todo.add(sd.getOps().get(producer));
        } else if (graph.parameters().containsKey(input) || graph.inputs().containsKey(input)) {
          return "after " + input;
        }
      }
    }
    return "(" + start.getName() + ")";
  }
}
