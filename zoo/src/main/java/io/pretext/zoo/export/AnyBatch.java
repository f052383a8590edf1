package io.pretext.zoo.export;

import io.pretext.graph.Graph;
import io.pretext.graph.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Makes a graph that was built for one number of images take any.
 *
 * <p>Shapes are static in our graphs, so the number of images stands in the arguments of reshapes
 * and slices. Where it stands is seen by comparing two graphs of one network that were built for
 * different numbers: whatever differs is the number of images or a multiple of it. Zeros with a
 * place per image, which {@code Ops.repeat} adds a learnt token to, are made from the images.
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
    // Shapes are derived on demand; they stay those of the number of images it was built for.
    sd.variables().forEach(graph::shape);
    for (String constant : constantsPerImage(sd, other.sd())) {
      replaceZeros(graph, constant);
      replaceZeros(other, constant);
    }
    for (SDVariable input : sd.placeHolders()) {
      long[] shape = other.sd().getVariable(input.name()).placeholderShape();
      input.setShape(withUnknown(input.placeholderShape(), shape));
    }
    for (SameDiffOp op : sd.getOps().values()) {
      free(sd, op, other.sd().getOps().get(op.getName()).getOp());
    }
  }

  private static List<String> constantsPerImage(SameDiff sd, SameDiff other) {
    return sd.variables().stream()
        .filter(SDVariable::isConstant)
        .filter(v -> !v.getArr().equalShapes(other.getVariable(v.name()).getArr()))
        .map(SDVariable::name)
        .toList();
  }

  /** Has the additions to zeros [N, ...] called {@code constant} add to zeros [N, 1, ...] anew. */
  private static void replaceZeros(Graph graph, String constant) {
    SameDiff sd = graph.sd();
    INDArray zeros = sd.getVariable(constant).getArr();
    List<String> readers = sd.getVariables().get(constant).getInputsForOp();
    boolean onlyAdded = readers.stream().allMatch(op -> op(sd, op).opName().equals("add"));
    if (!onlyAdded || zeros.amaxNumber().doubleValue() != 0) {
      throw fixed("constant " + constant);
    }
    long[] shape = new long[zeros.rank()];
    Arrays.fill(shape, 1);
    shape[0] = zeros.size(0);
    SDVariable pixels = sd.getVariable(ExportGraph.INPUT);
    for (int dimension = 1; dimension < 4; dimension++) {
      pixels = Ops.slice(graph, pixels, dimension, 0, 1);
    }
    SDVariable perImage = pixels.reshape(shape).mul(0);
    for (String reader : List.copyOf(readers)) {
      DifferentialFunction add = op(sd, reader);
      int position = List.of(add.argNames()).indexOf(constant);
      sd.replaceArgFor(position, perImage, add);
    }
    sd.getVariables().remove(constant);
  }

  private static DifferentialFunction op(SameDiff sd, String name) {
    return sd.getOps().get(name).getOp();
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
