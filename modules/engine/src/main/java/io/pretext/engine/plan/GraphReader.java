package io.pretext.engine.plan;

import io.pretext.engine.Place;
import io.pretext.engine.plan.Op.Function;
import io.pretext.engine.plan.Op.Operator;
import io.pretext.engine.plan.Op.Reduction;
import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import io.pretext.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * Reads a SameDiff graph, on demand from its outputs, into nodes.
 *
 * <p>A recorded {@link Layer} becomes one node and its primitives are never looked at; everything
 * else is read op by op.
 */
final class GraphReader {

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "exp", Function.EXP,
          "log", Function.LOG,
          "sqrt", Function.SQRT,
          "square", Function.SQUARE,
          "abs", Function.ABS,
          "tanh", Function.TANH,
          "sigmoid", Function.SIGMOID,
          "relu", Function.RELU,
          "erf", Function.ERF);

  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "add", Operator.ADD,
          "subtract", Operator.SUBTRACT,
          "multiply", Operator.MULTIPLY,
          "divide", Operator.DIVIDE);

  private static final Map<String, Reduction> REDUCTIONS =
      Map.of(
          "reduce_sum", Reduction.SUM,
          "reduce_mean", Reduction.MEAN,
          "reduce_max", Reduction.MAX);

  private final Graph graph;
  private final SameDiff sd;
  private final PlanBuilder plan = new PlanBuilder();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> variables = new LinkedHashMap<>();
  private final Set<Value> stopped = new HashSet<>();

  GraphReader(Graph graph) {
    this.graph = graph;
    this.sd = graph.sd();
  }

  PlanBuilder plan() {
    return plan;
  }

  Map<String, Value> inputs() {
    return inputs;
  }

  Map<String, Value> variables() {
    return variables;
  }

  Set<Value> stopped() {
    return stopped;
  }

  /** The value of the variable called {@code name}, with all nodes before it. */
  Value read(String name) {
    Value known = values.get(name);
    if (known != null) {
      return known;
    }
    SDVariable variable = sd.getVariable(name);
    Value value =
        switch (variable.getVariableType()) {
          case PLACEHOLDER -> source(inputs, name, Value.Source.INPUT, variable.placeholderShape());
          case VARIABLE -> variable(name);
          case CONSTANT -> constant(name, variable.getArr());
          case ARRAY -> computed(name);
          default -> throw new IllegalArgumentException("variable " + name + " cannot be read");
        };
    values.put(name, value);
    return value;
  }

  private Value source(
      Map<String, Value> registry, String name, Value.Source source, long[] shape) {
    Value value = plan.source(name, source, shape);
    registry.put(name, value);
    return value;
  }

  private Value variable(String name) {
    long[] parameter = graph.parameters().get(name);
    return parameter != null
        ? source(variables, name, Value.Source.PARAMETER, parameter)
        : source(variables, name, Value.Source.STATE, graph.states().get(name));
  }

  private Value constant(String name, INDArray array) {
    return plan.constant(name, array.dup('c').data().asFloat(), array.shape());
  }

  private Value computed(String name) {
    Layer.Node layer = graph.layers().get(name);
    if (layer != null) {
      List<Value> outputs = layer(layer);
      for (int i = 0; i < outputs.size(); i++) {
        values.put(layer.outputs().get(i), outputs.get(i));
      }
      return values.get(name);
    }
    return operation(name, sd.getVariableOutputOp(name));
  }

  private List<Value> layer(Layer.Node node) {
    Value[] in = node.inputs().stream().map(this::read).toArray(Value[]::new);
    String path = node.path();
    Layer layer = node.layer();
    if (layer instanceof Layer.Convolution convolution) {
      return one(new Op.Convolution(convolution, in.length > 2, false, false), path, in);
    } else if (layer instanceof Layer.Linear) {
      return List.of(linear(path, in));
    } else if (layer instanceof Layer.BatchNorm norm) {
      var op = new Op.BatchNorm(norm.epsilon(), norm.groups(), false);
      return plan.addAll(op, path, in).outputs();
    } else if (layer instanceof Layer.FrozenBatchNorm norm) {
      return List.of(frozenNorm(path, norm.epsilon(), in));
    } else if (layer instanceof Layer.LayerNorm norm) {
      return List.of(plan.addAll(new Op.LayerNorm(norm.epsilon()), path, in).output());
    } else if (layer instanceof Layer.Attention attention) {
      return one(new Op.Attention(attention.heads()), path, in);
    } else if (layer instanceof Layer.Rows) {
      return one(new Op.Rows(), path, in);
    } else if (layer instanceof Layer.Gelu) {
      return one(new Op.Unary(Function.GELU), path, in);
    } else if (layer instanceof Layer.Softmax) {
      return one(new Op.Softmax(false), path, in);
    } else if (layer instanceof Layer.LogSoftmax) {
      return one(new Op.Softmax(true), path, in);
    } else if (layer instanceof Layer.Pool pool) {
      int[] kernel = {pool.kernel(), pool.kernel()};
      return one(new Op.Pool(pool.kind(), kernel, pool.stride(), pool.padding()), path, in);
    } else {
      long[] x = in[0].shape();
      int[] kernel = {(int) x[2], (int) x[3]};
      var pool = new Op.Pool(Layer.Pool.Kind.AVERAGE, kernel, 1, 0);
      return List.of(plan.reshape(plan.add(pool, path, in), path, x[0], x[1]));
    }
  }

  private List<Value> one(Op op, String path, Value... in) {
    return List.of(plan.addAll(op, path, in).output());
  }

  private Value linear(String path, Value... in) {
    long[] x = in[0].shape();
    long out = in[1].shape()[0];
    long width = x[x.length - 1];
    Value rows = plan.reshape(in[0], path, in[0].size() / width, width);
    var matMul = new Op.MatMul(false, true);
    Value y =
        in.length > 2
            ? plan.add(matMul, path, rows, in[1], plan.reshape(in[2], path, 1, out))
            : plan.add(matMul, path, rows, in[1]);
    long[] shape = x.clone();
    shape[x.length - 1] = out;
    return plan.reshape(y, path, shape);
  }

  /** y = x scale + shift, which {@link Fusion} folds into a convolution before it. */
  private Value frozenNorm(String path, double epsilon, Value... in) {
    Value deviation =
        plan.add(
            new Op.Unary(Function.SQRT), path, plan.add(new Op.Affine(1, epsilon), path, in[4]));
    Value scale = binary(Operator.DIVIDE, path, in[1], deviation);
    Value shift =
        binary(Operator.SUBTRACT, path, in[2], binary(Operator.MULTIPLY, path, in[3], scale));
    long[] shape = new long[in[0].rank()];
    Arrays.fill(shape, 1);
    shape[1] = in[0].shape()[1];
    Value scaled = binary(Operator.MULTIPLY, path, in[0], plan.reshape(scale, path, shape));
    return binary(Operator.ADD, path, scaled, plan.reshape(shift, path, shape));
  }

  private Value binary(Operator operator, String path, Value a, Value b) {
    return plan.add(new Op.Binary(operator, false), path, a, b);
  }

  private Value operation(String name, DifferentialFunction op) {
    Value[] in = Arrays.stream(sd.getInputsForOp(op)).map(this::read).toArray(Value[]::new);
    String kind = op.opName();
    Value x = in[0];
    if (FUNCTIONS.containsKey(kind)) {
      return plan.add(new Op.Unary(FUNCTIONS.get(kind)), name, x);
    } else if (OPERATORS.containsKey(kind)) {
      return binary(OPERATORS.get(kind), name, x, in[1]);
    } else if (REDUCTIONS.containsKey(kind)) {
      return reduce(name, (ReduceOp) op, REDUCTIONS.get(kind), x);
    } else if (op instanceof ScalarOp scalar) {
      return scalar(name, kind, scalar.scalar().getDouble(0), x);
    }
    long[] args = op instanceof DynamicCustomOp custom ? custom.iArgs() : new long[0];
    return switch (kind) {
      case "neg" -> plan.add(new Op.Affine(-1, 0), name, x);
      case "reversesubtract" -> binary(Operator.SUBTRACT, name, in[1], x);
      case "reversedivide" -> binary(Operator.DIVIDE, name, in[1], x);
      case "matmul" -> matMul(name, args, x, in[1]);
      case "reshape" -> plan.reshape(x, name, reshaped(x, args));
      case "squeeze" -> plan.reshape(x, name, without(x.shape(), args));
      case "expand_dims" -> plan.reshape(x, name, with(x.shape(), args[0]));
      case "permute" -> plan.add(new Op.Permute(ints(args)), name, x);
      case "transpose" -> plan.add(new Op.Permute(reversed(x.rank())), name, x);
      case "concat" -> plan.add(new Op.Concat(axis(args[0], x.rank())), name, in);
      case "strided_slice" -> stridedSlice(name, args, x);
      case "slice" -> slice(name, args, x);
      case "pad" -> pad(name, x, in[1]);
      case "softmax" -> softmax(name, args, x);
      case "log_softmax" -> plan.add(new Op.Softmax(true), name, x);
      case "stop_gradient" -> stop(name, x);
      case "identity" -> plan.add(new Op.Reshape(x.shape()), name, x);
      default -> throw unknown(kind, name);
    };
  }

  private IllegalArgumentException unknown(String kind, String name) {
    return new IllegalArgumentException(
        "op "
            + kind
            + " "
            + Place.of(graph, name)
            + " has no rule in the engine; write it with the functions of Layers, or run this"
            + " graph on the reference engine");
  }

  private Value stop(String name, Value x) {
    Value same = plan.add(new Op.Reshape(x.shape()), name, x);
    stopped.add(same);
    return same;
  }

  private Value scalar(String name, String kind, double c, Value x) {
    return switch (kind) {
      case "add_scalar" -> plan.add(new Op.Affine(1, c), name, x);
      case "sub_scalar" -> plan.add(new Op.Affine(1, -c), name, x);
      case "mul_scalar" -> plan.add(new Op.Affine(c, 0), name, x);
      case "div_scalar" -> plan.add(new Op.Affine(1 / c, 0), name, x);
      case "rsub_scalar" -> plan.add(new Op.Affine(-1, c), name, x);
      case "rdiv_scalar" ->
          binary(Operator.DIVIDE, name, plan.constant(name + "/c", new float[] {(float) c}), x);
      case "pow" -> {
        if (c != 2) {
          throw unknown("pow " + c, name);
        }
        yield plan.add(new Op.Unary(Function.SQUARE), name, x);
      }
      default -> throw unknown(kind, name);
    };
  }

  private Value reduce(String name, ReduceOp op, Reduction reduction, Value x) {
    int[] dims = op.dimensions() == null ? new int[0] : op.dimensions().toIntVector();
    boolean all = dims.length == 0 || Arrays.stream(dims).anyMatch(d -> d == Integer.MAX_VALUE);
    int[] chosen =
        all
            ? IntStream.range(0, x.rank()).toArray()
            : Arrays.stream(dims).map(d -> axis(d, x.rank())).sorted().toArray();
    Value kept = plan.add(new Op.Reduce(reduction, chosen), name, x);
    if (op.isKeepDims()) {
      return kept;
    }
    return plan.reshape(
        kept, name, without(kept.shape(), Arrays.stream(chosen).mapToLong(d -> d).toArray()));
  }

  private Value matMul(String name, long[] args, Value a, Value b) {
    boolean ta = args.length > 0 && args[0] != 0;
    boolean tb = args.length > 1 && args[1] != 0;
    if (args.length > 2 && args[2] != 0) {
      throw unknown("matmul with a transposed result", name);
    }
    return plan.add(new Op.MatMul(ta, tb), name, a, b);
  }

  private Value softmax(String name, long[] args, Value x) {
    if (args.length > 0 && axis(args[0], x.rank()) != x.rank() - 1) {
      throw unknown("softmax over a dimension that is not the last", name);
    }
    return plan.add(new Op.Softmax(false), name, x);
  }

  private Value pad(String name, Value x, Value amounts) {
    float[] by = plan.constants().get(amounts.id());
    long[] begin = new long[x.rank()];
    long[] shape = x.shape().clone();
    for (int i = 0; i < begin.length; i++) {
      begin[i] = (long) by[2 * i];
      shape[i] += (long) (by[2 * i] + by[2 * i + 1]);
    }
    return plan.add(new Op.Embed(begin, ones(x.rank()), shape), name, x);
  }

  private Value slice(String name, long[] args, Value x) {
    int r = x.rank();
    long[] begin = Arrays.copyOfRange(args, 0, r);
    long[] size = Arrays.copyOfRange(args, r, 2 * r);
    for (int i = 0; i < r; i++) {
      size[i] = size[i] < 0 ? x.shape()[i] - begin[i] : size[i];
    }
    return plan.add(new Op.Slice(begin, ones(r), size), name, x);
  }

  /** Arguments are five masks (begin, ellipsis, end, new axis, shrink), then begin, end, stride. */
  private Value stridedSlice(String name, long[] args, Value x) {
    int r = x.rank();
    if (args.length != 5 + 3 * r || args[1] != 0 || args[3] != 0) {
      throw unknown("strided_slice with an ellipsis or a new axis", name);
    }
    long[] begin = new long[r];
    long[] stride = new long[r];
    long[] shape = new long[r];
    var shrunk = new ArrayList<Long>();
    for (int i = 0; i < r; i++) {
      long extent = x.shape()[i];
      stride[i] = args[5 + 2 * r + i];
      begin[i] = (args[0] >> i & 1) != 0 ? 0 : wrap(args[5 + i], extent);
      boolean shrink = (args[4] >> i & 1) != 0;
      long end = (args[2] >> i & 1) != 0 ? extent : wrap(args[5 + r + i], extent);
      if (shrink) {
        shrunk.add((long) i);
        end = begin[i] + 1;
      }
      if (stride[i] < 1) {
        throw unknown("strided_slice with a negative stride", name);
      }
      shape[i] = (end - begin[i] + stride[i] - 1) / stride[i];
    }
    Value sliced = plan.add(new Op.Slice(begin, stride, shape), name, x);
    long[] drop = shrunk.stream().mapToLong(Long::longValue).toArray();
    return plan.reshape(sliced, name, without(shape, drop));
  }

  private static long wrap(long index, long extent) {
    return index < 0 ? index + extent : index;
  }

  private static long[] reshaped(Value x, long... args) {
    int skip = args.length > 0 && (args[0] == -99 || args[0] == -102) ? 1 : 0;
    long[] shape = Arrays.copyOfRange(args, skip, args.length);
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == -1) {
        shape[i] = 1;
        shape[i] = x.size() / Shape.size(shape);
      }
    }
    return shape;
  }

  private static long[] without(long[] shape, long... dims) {
    Set<Integer> drop = new HashSet<>();
    Arrays.stream(dims).forEach(d -> drop.add(axis(d, shape.length)));
    return IntStream.range(0, shape.length)
        .filter(i -> !drop.contains(i))
        .mapToLong(i -> shape[i])
        .toArray();
  }

  private static long[] with(long[] shape, long axis) {
    int at = axis < 0 ? (int) axis + shape.length + 1 : (int) axis;
    long[] out = new long[shape.length + 1];
    for (int i = 0; i < out.length; i++) {
      out[i] = i == at ? 1 : shape[i < at ? i : i - 1];
    }
    return out;
  }

  private static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  private static int[] ints(long... args) {
    return Arrays.stream(args).mapToInt(a -> (int) a).toArray();
  }

  private static int[] reversed(int rank) {
    return IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    return ones;
  }
}
