package io.pretext.engine.reference;

import io.pretext.engine.Place;
import io.pretext.graph.Graph;
import java.util.List;
import java.util.Map;
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
        check(
            "op '" + op.getOp().opName() + "' " + Place.of(graph, op.getOutputsOfOp().get(0)),
            result);
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
}
