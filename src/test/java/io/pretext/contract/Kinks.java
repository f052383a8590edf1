package io.pretext.contract;

import io.pretext.engine.Step;
import io.pretext.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The ReLUs of a graph, and on which side of its kink each of their inputs is.
 *
 * <p>A gradient jumps where the input of a ReLU passes zero, so two right computations differ by
 * that jump where it is within rounding of zero: a handful in a million moves the gradient of a
 * narrow network by a percent. {@link #follow} puts the reference on the candidate's side in these
 * places, by moving the value to the other side of zero and by nothing else, and notes how many
 * they were and how far they had to go: many, or far, would be an error of the candidate.
 */
final class Kinks {

  /** Output of each ReLU by the name of its input. */
  private final Map<String, SDVariable> outputs = new LinkedHashMap<>();

  private long values;
  private long crossed;
  private double furthest;

  Kinks(Graph g) {
    for (SameDiffOp op : g.sd().getOps().values()) {
      if (op.getOp().opName().equals("relu")) {
        SDVariable output = g.sd().getVariable(op.getOutputsOfOp().get(0));
        outputs.put(op.getInputsToOp().get(0), output);
      }
    }
  }

  /** What the candidate has to report for {@link #follow}. */
  Map<String, SDVariable> monitors() {
    var monitors = new LinkedHashMap<String, SDVariable>();
    outputs.values().forEach(output -> monitors.put(output.name(), output));
    return monitors;
  }

  /**
   * What observes the reference, once the candidate has run on the same batch.
   *
   * @param variable that the reference has just computed
   * @param value of it
   */
  void follow(Step candidate, String variable, INDArray value) {
    SDVariable output = outputs.get(variable);
    if (output == null) {
      return;
    }
    float[] theirs = candidate.monitor(output.name());
    double[] ours = value.dup('c').data().asDouble();
    long before = crossed;
    double far = 0;
    for (int i = 0; i < ours.length; i++) {
      if (theirs[i] > 0 != ours[i] > 0) {
        far = Math.max(far, Math.abs(ours[i]));
        ours[i] = theirs[i] > 0 ? Double.MIN_NORMAL : 0;
        crossed++;
      }
    }
    values += ours.length;
    if (crossed > before) {
      double deviation = value.norm2Number().doubleValue() / Math.sqrt(ours.length);
      furthest = Math.max(furthest, far / deviation);
      value.assign(Nd4j.createFromArray(ours).reshape(value.shape()));
    }
  }

  /** The part of all inputs that was on the other side in the candidate. */
  double crossed() {
    return (double) crossed / values;
  }

  /** The largest of them, in units of the root mean square of its ReLU's inputs. */
  double furthest() {
    return furthest;
  }

  /** How many inputs were compared. */
  long values() {
    return values;
  }
}
