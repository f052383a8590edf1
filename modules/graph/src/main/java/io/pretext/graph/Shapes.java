package io.pretext.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Static shapes of a graph's variables, derived op by op from the shapes of its inputs.
 *
 * <p>SameDiff itself knows a shape only once it has computed the array.
 */
final class Shapes {

  private static final int WHOLE_ARRAY = Integer.MAX_VALUE;

  private final SameDiff sd;
  private final Map<SDVariable, long[]> known = new IdentityHashMap<>();

  Shapes(SameDiff sd) {
    this.sd = sd;
  }

  /** Notes the shape of a variable that no op computes. */
  void put(SDVariable variable, long... shape) {
    known.put(variable, shape.clone());
  }

  long[] of(SDVariable variable) {
    long[] shape = known.get(variable);
    if (shape == null) {
      shape = derive(variable);
      known.put(variable, shape);
    }
    return shape.clone();
  }

  private long[] derive(SDVariable variable) {
    DifferentialFunction op = sd.getVariableOutputOp(variable.name());
    if (op == null) {
      return variable.getShape();
    }
    if (op instanceof BaseReduceOp reduce) {
      return reduced(variable.name(), of(op.arg(0)), reduce.getDimensions(), reduce.isKeepDims());
    }
    return switch (op.opName()) {
      case "reshape" -> integers(op, 1);
      case "permute" -> permuted(of(op.arg(0)), integers(op, 0));
      case "matmul" -> product(of(op.arg(0)), of(op.arg(1)), integers(op, 0));
      case "concat" -> joined(op, (int) integers(op, 0)[0]);
      case "strided_slice" -> sliced(of(op.arg(0)), integers(op, 5));
      case "pad" -> padded(of(op.arg(0)), op.arg(1).getArr().toLongMatrix());
      case "expand_dims" -> expanded(of(op.arg(0)), (int) integers(op, 0)[0]);
      case "squeeze" -> squeezed(of(op.arg(0)), integers(op, 0));
      case "conv2d" -> windows(of(op.arg(0)), of(op.arg(1))[3], integers(op, 0));
      case "maxpool2d", "avgpool2d" -> windows(of(op.arg(0)), of(op.arg(0))[1], integers(op, 0));
      default -> elementwise(op);
    };
  }

  private long[] elementwise(DifferentialFunction op) {
    long[] shape = {};
    for (SDVariable argument : op.args()) {
      shape = Shape.broadcast(shape, of(argument));
    }
    return shape;
  }

  private long[] joined(DifferentialFunction op, int dimension) {
    long[] shape = of(op.arg(0));
    int axis = positive(dimension, shape.length);
    for (int i = 1; i < op.args().length; i++) {
      shape[axis] += of(op.arg(i))[axis];
    }
    return shape;
  }

  private static long[] reduced(String name, long[] shape, int[] dimensions, boolean keep) {
    boolean whole = dimensions == null || dimensions.length == 0 || dimensions[0] == WHOLE_ARRAY;
    boolean[] gone = new boolean[shape.length];
    if (whole) {
      Arrays.fill(gone, true);
    } else {
      for (int dimension : dimensions) {
        if (dimension < 0) {
          throw new IllegalArgumentException(
              name
                  + " reduces dimension "
                  + dimension
                  + ", for which SameDiff's gradient is wrong: count from the front");
        }
        gone[dimension] = true;
      }
    }
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      if (!gone[i]) {
        left.add(shape[i]);
      } else if (keep) {
        left.add(1L);
      }
    }
    return array(left);
  }

  private static long[] permuted(long[] shape, long[] order) {
    return Arrays.stream(order).map(i -> shape[(int) i]).toArray();
  }

  private static long[] product(long[] a, long[] b, long[] transposed) {
    long[] out = a.clone();
    out[a.length - 2] = transposed[0] == 0 ? a[a.length - 2] : a[a.length - 1];
    out[a.length - 1] = transposed[1] == 0 ? b[b.length - 1] : b[b.length - 2];
    return out;
  }

  /** {@code bounds}: begin, end and stride of every dimension, as three runs. */
  private static long[] sliced(long[] shape, long[] bounds) {
    int rank = shape.length;
    long[] out = new long[rank];
    for (int i = 0; i < rank; i++) {
      long stride = bounds[2 * rank + i];
      out[i] = (bounds[rank + i] - bounds[i] + stride - 1) / stride;
    }
    return out;
  }

  private static long[] padded(long[] shape, long[][] padding) {
    for (int i = 0; i < shape.length; i++) {
      shape[i] += padding[i][0] + padding[i][1];
    }
    return shape;
  }

  private static long[] expanded(long[] shape, int dimension) {
    List<Long> out = new ArrayList<>(Arrays.stream(shape).boxed().toList());
    out.add(positive(dimension, shape.length + 1), 1L);
    return array(out);
  }

  private static long[] squeezed(long[] shape, long[] dimensions) {
    List<Long> gone =
        Arrays.stream(dimensions).mapToObj(d -> (long) positive((int) d, shape.length)).toList();
    List<Long> out = new ArrayList<>();
    for (long i = 0; i < shape.length; i++) {
      if (!gone.contains(i)) {
        out.add(shape[(int) i]);
      }
    }
    return array(out);
  }

  /** {@code a}: kernel, stride, padding and dilation, each for height and width. */
  private static long[] windows(long[] x, long channels, long[] a) {
    return new long[] {
      x[0],
      channels,
      Shape.windows(x[2], a[0], a[2], a[4], a[6]),
      Shape.windows(x[3], a[1], a[3], a[5], a[7])
    };
  }

  private static int positive(int dimension, int rank) {
    return dimension < 0 ? dimension + rank : dimension;
  }

  private static long[] integers(DifferentialFunction op, int from) {
    long[] all = ((DynamicCustomOp) op).iArgs();
    return Arrays.copyOfRange(all, from, all.length);
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
