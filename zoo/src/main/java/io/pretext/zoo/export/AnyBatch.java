package io.pretext.zoo.export;

import io.pretext.graph.Graph;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Makes a graph that was built for one number of images take any.
 *
 * <p>Shapes are static in our graphs, so the number of images stands in the arguments of reshapes
 * and slices. Where it stands is seen by comparing two graphs of one network that were built for
 * different numbers: whatever differs is the number of images or a multiple of it.
 */
final class AnyBatch {

  private static final int UNKNOWN = -1;

  /** Arguments of a strided slice: five masks, the third for ends; then begin, end and stride. */
  private static final int END_MASK = 2;

  private static final int MASKS = 5;

  private AnyBatch() {}

  /**
   * Changes {@code graph}.
   *
   * @param other the same network for another number of images
   */
  static void free(Graph graph, Graph other) {
    SameDiff sd = graph.sd();
    for (SDVariable variable : sd.variables()) {
      free(variable, other.sd().getVariable(variable.name()));
    }
    for (SameDiffOp op : sd.getOps().values()) {
      free(sd, op, other.sd().getOps().get(op.getName()).getOp());
    }
  }

  private static void free(SDVariable variable, SDVariable other) {
    VariableType type = variable.getVariableType();
    if (type == VariableType.PLACEHOLDER) {
      variable.setShape(withUnknown(variable.placeholderShape(), other.placeholderShape()));
    } else if (type == VariableType.CONSTANT
        && !Arrays.equals(variable.getArr().shape(), other.getArr().shape())) {
      throw fixed("constant " + variable.name());
    }
  }

  private static void free(SameDiff sd, SameDiffOp op, DifferentialFunction other) {
    if (!(op.getOp() instanceof DynamicCustomOp custom)) {
      return;
    }
    long[] arguments = custom.iArgs();
    long[] others = ((DynamicCustomOp) other).iArgs();
    if (Arrays.equals(arguments, others)) {
      return;
    }
    DynamicCustomOp freed = DynamicCustomOp.builder(custom.opName()).build();
    freed.addIArgument(
        switch (custom.opName()) {
          case "reshape" -> withUnknown(arguments, others);
          case "strided_slice" -> withOpenEnd(arguments, others);
          default -> throw fixed("op " + custom.opName() + " " + op.getName());
        });
    freed.setOwnName(op.getName());
    freed.setSameDiff(sd);
    op.setOp(freed);
  }

  private static long[] withUnknown(long[] values, long... others) {
    return IntStream.range(0, values.length)
        .mapToLong(i -> values[i] == others[i] ? values[i] : UNKNOWN)
        .toArray();
  }

  private static long[] withOpenEnd(long[] values, long... others) {
    int rank = (values.length - MASKS) / 3;
    long[] freed = values.clone();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != others[i]) {
        freed[END_MASK] |= 1L << (i - MASKS - rank);
      }
    }
    return freed;
  }

  private static IllegalArgumentException fixed(String what) {
    return new IllegalArgumentException(
        what + " works for one number of images only, the network cannot be exported");
  }
}
