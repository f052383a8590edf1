package io.pretext.zoo.export;

import static io.pretext.zoo.export.OnnxNodes.integer;
import static io.pretext.zoo.export.OnnxNodes.integers;
import static io.pretext.zoo.export.OnnxNodes.real;

import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import io.pretext.zoo.model.ModelFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.NodeProto;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/**
 * Says a graph in the operators of ONNX, on demand from its outputs.
 *
 * <p>A recorded {@link Layer} becomes the operator of the same meaning, if there is one; what is
 * computed beside the layers is said op by op. Values keep their names, weights the names they are
 * published under.
 *
 * @see <a href="https://onnx.ai/onnx/operators">the operators</a>
 */
final class OnnxConversion {

  /** Ops of SameDiff that ONNX has too, without attributes. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("add", "Add"),
          Map.entry("subtract", "Sub"),
          Map.entry("multiply", "Mul"),
          Map.entry("divide", "Div"),
          Map.entry("relu", "Relu"),
          Map.entry("sigmoid", "Sigmoid"),
          Map.entry("tanh", "Tanh"),
          Map.entry("erf", "Erf"),
          Map.entry("exp", "Exp"),
          Map.entry("log", "Log"),
          Map.entry("sqrt", "Sqrt"),
          Map.entry("abs", "Abs"),
          Map.entry("neg", "Neg"),
          Map.entry("identity", "Identity"),
          Map.entry("stop_gradient", "Identity"));

  private static final Map<String, String> SCALAR =
      Map.of("add_scalar", "Add", "sub_scalar", "Sub", "mul_scalar", "Mul", "div_scalar", "Div");

  private static final Map<String, String> REDUCTIONS =
      Map.of("reduce_mean", "ReduceMean", "reduce_max", "ReduceMax");

  private final Graph graph;
  private final SameDiff sd;
  private final Function<String, float[]> values;
  private final OnnxNodes nodes;
  private final Set<String> known = new HashSet<>();

  /**
   * @param values row-major values of the graph's parameters and states
   */
  OnnxConversion(Graph graph, Function<String, float[]> values, OnnxNodes nodes) {
    this.graph = graph;
    this.sd = graph.sd();
    this.values = values;
    this.nodes = nodes;
  }

  /** Adds the variable called {@code name} with everything before it. */
  String add(String name) {
    SDVariable variable = sd.getVariable(name);
    boolean isWeight = graph.parameters().containsKey(name) || graph.states().containsKey(name);
    String called = isWeight ? ModelFile.published(name) : name;
    if (!known.add(name)) {
      return called;
    }
    if (isWeight) {
      nodes.floats(called, values.apply(name), graph.shape(variable));
    } else if (variable.isConstant()) {
      INDArray array = variable.getArr();
      nodes.floats(called, array.dup('c').data().asFloat(), array.shape());
    } else if (!variable.isPlaceHolder()) {
      Layer.Node layer = graph.layers().get(name);
      // ONNX has no attention in this opset: it takes the primitives.
      if (layer == null || layer.layer() instanceof Layer.Attention) {
        operation(name, sd.getVariableOutputOp(name));
      } else {
        layer(name, layer.layer(), layer.inputs().stream().map(this::add).toArray(String[]::new));
      }
    }
    return called;
  }

  private void layer(String name, Layer layer, String... in) {
    if (layer instanceof Layer.Convolution convolution) {
      convolution(nodes.node("Conv", name, in), convolution);
    } else if (layer instanceof Layer.FrozenBatchNorm norm) {
      nodes.node("BatchNormalization", name, in).addAttribute(real("epsilon", norm.epsilon()));
    } else if (layer instanceof Layer.LayerNorm norm) {
      nodes
          .node("LayerNormalization", name, in)
          .addAttribute(integer("axis", -1))
          .addAttribute(real("epsilon", norm.epsilon()));
    } else if (layer instanceof Layer.Linear) {
      linear(name, in);
    } else if (layer instanceof Layer.Gelu) {
      gelu(name, in[0]);
    } else if (layer instanceof Layer.Softmax) {
      nodes.node("Softmax", name, in).addAttribute(integer("axis", -1));
    } else if (layer instanceof Layer.LogSoftmax) {
      nodes.node("LogSoftmax", name, in).addAttribute(integer("axis", -1));
    } else if (layer instanceof Layer.Pool pool) {
      String type = pool.kind() == Layer.Pool.Kind.MAX ? "MaxPool" : "AveragePool";
      windows(nodes.node(type, name, in), pool.kernel(), pool.stride(), pool.padding());
    } else if (layer instanceof Layer.GlobalAveragePool) {
      nodes.node("GlobalAveragePool", name + "/kept", in);
      nodes.node("Flatten", name, name + "/kept").addAttribute(integer("axis", 1));
    } else {
      throw unknown("layer " + layer, name);
    }
  }

  private static void convolution(NodeProto.Builder node, Layer.Convolution layer) {
    int padding = layer.padding();
    node.addAttribute(integers("strides", layer.stride(), layer.stride()))
        .addAttribute(integers("pads", padding, padding, padding, padding))
        .addAttribute(integers("dilations", layer.dilation(), layer.dilation()))
        .addAttribute(integer("group", layer.groups()));
  }

  private static void windows(NodeProto.Builder node, int kernel, int stride, int padding) {
    node.addAttribute(integers("kernel_shape", kernel, kernel))
        .addAttribute(integers("strides", stride, stride))
        .addAttribute(integers("pads", padding, padding, padding, padding));
  }

  /** In: x [..., I], weight [O, I], optionally bias [O]. */
  private void linear(String name, String... in) {
    String product = in.length > 2 ? name + "/product" : name;
    nodes.node("MatMul", product, in[0], swapped(name + "/transposed", in[1], 2));
    if (in.length > 2) {
      nodes.node("Add", name, product, in[2]);
    }
  }

  private void gelu(String name, String x) {
    nodes.node("Mul", name + "/scaled", x, nodes.scalar(Math.sqrt(0.5)));
    nodes.node("Erf", name + "/erf", name + "/scaled");
    nodes.node("Add", name + "/gate", name + "/erf", nodes.scalar(1));
    nodes.node("Mul", name + "/gated", x, name + "/gate");
    nodes.node("Mul", name, name + "/gated", nodes.scalar(0.5));
  }

  private void operation(String name, DifferentialFunction op) {
    String kind = op.opName();
    long[] args = op instanceof DynamicCustomOp custom ? custom.iArgs() : new long[0];
    if (kind.equals("pad")) {
      pad(name, op);
      return;
    }
    String[] in = Arrays.stream(sd.getInputsForOp(op)).map(this::add).toArray(String[]::new);
    long[] shape = graph.shape(op.arg(0));
    int rank = shape.length;
    if (SAME.containsKey(kind)) {
      nodes.node(SAME.get(kind), name, in);
    } else if (op instanceof ScalarOp scalar) {
      scalar(name, kind, scalar.scalar().getDouble(0), in[0]);
    } else if (op instanceof ReduceOp reduction) {
      reduce(name, kind, reduction, in[0], rank);
    } else {
      switch (kind) {
        case "square" -> nodes.node("Mul", name, in[0], in[0]);
        case "reversesubtract" -> nodes.node("Sub", name, in[1], in[0]);
        case "reversedivide" -> nodes.node("Div", name, in[1], in[0]);
        case "matmul" -> matmul(name, args, in, rank);
        case "reshape" -> nodes.node("Reshape", name, in[0], nodes.integers(shape(args)));
        case "squeeze" -> nodes.node("Squeeze", name, in[0], nodes.integers(args));
        case "expand_dims" -> nodes.node("Unsqueeze", name, in[0], nodes.integers(args));
        case "permute" -> nodes.node("Transpose", name, in).addAttribute(integers("perm", args));
        case "concat" -> nodes.node("Concat", name, in).addAttribute(integer("axis", args[0]));
        case "softmax" ->
            nodes
                .node("Softmax", name, in)
                .addAttribute(integer("axis", args.length > 0 ? args[0] : -1));
        case "strided_slice" -> slice(name, args, in[0], shape);
        default -> throw unknown("op " + kind, name);
      }
    }
  }

  private void scalar(String name, String kind, double number, String x) {
    if (SCALAR.containsKey(kind)) {
      nodes.node(SCALAR.get(kind), name, x, nodes.scalar(number));
    } else {
      switch (kind) {
        case "relu" -> nodes.node("Relu", name, x);
        case "rsub_scalar" -> nodes.node("Sub", name, nodes.scalar(number), x);
        case "rdiv_scalar" -> nodes.node("Div", name, nodes.scalar(number), x);
        case "pow" -> nodes.node("Pow", name, x, nodes.scalar(number));
        default -> throw unknown("op " + kind, name);
      }
    }
  }

  private void reduce(String name, String kind, ReduceOp op, String x, int rank) {
    int[] given = op.dimensions() == null ? new int[0] : op.dimensions().toIntVector();
    boolean all = given.length == 0 || given[0] == Integer.MAX_VALUE;
    int[] dims = all ? IntStream.range(0, rank).toArray() : given;
    long[] axes = Arrays.stream(dims).asLongStream().toArray();
    int keep = op.isKeepDims() ? 1 : 0;
    if (kind.equals("reduce_sum")) {
      nodes
          .node("ReduceSum", name, x, nodes.integers(axes))
          .addAttribute(integer("keepdims", keep));
    } else if (REDUCTIONS.containsKey(kind)) {
      nodes
          .node(REDUCTIONS.get(kind), name, x)
          .addAttribute(integers("axes", axes))
          .addAttribute(integer("keepdims", keep));
    } else {
      throw unknown("op " + kind, name);
    }
  }

  private void matmul(String name, long[] transposed, String[] in, int rank) {
    String a = transposed[0] == 0 ? in[0] : swapped(name + "/a", in[0], rank);
    String b = transposed[1] == 0 ? in[1] : swapped(name + "/b", in[1], rank);
    nodes.node("MatMul", name, a, b);
  }

  /** {@code x} with its last two dimensions swapped. */
  private String swapped(String name, String x, int rank) {
    long[] order = LongStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1L;
    order[rank - 1] = rank - 2L;
    nodes.node("Transpose", name, x).addAttribute(integers("perm", order));
    return name;
  }

  /** Without the order, which SameDiff puts before the shape. */
  private static long[] shape(long... args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }

  /** Dimensions that are taken whole, among them that of the images, are left out. */
  private void slice(String name, long[] args, String x, long... shape) {
    int rank = shape.length;
    List<long[]> cuts = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long begin = args[5 + i];
      long end = args[5 + rank + i];
      long stride = args[5 + 2 * rank + i];
      boolean open = (args[2] >> i & 1) != 0 || end == shape[i];
      if (begin != 0 || stride != 1 || !open) {
        cuts.add(new long[] {begin, end, i, stride});
      }
    }
    if (cuts.isEmpty()) {
      nodes.node("Identity", name, x);
      return;
    }
    String[] in = new String[5];
    in[0] = x;
    for (int i = 0; i < 4; i++) {
      int which = i;
      in[i + 1] = nodes.integers(cuts.stream().mapToLong(cut -> cut[which]).toArray());
    }
    nodes.node("Slice", name, in);
  }

  /** Amounts come in pairs per dimension; ONNX wants all that go before, then all after. */
  private void pad(String name, DifferentialFunction op) {
    long[][] amounts = op.arg(1).getArr().toLongMatrix();
    LongStream before = Arrays.stream(amounts).mapToLong(pair -> pair[0]);
    LongStream after = Arrays.stream(amounts).mapToLong(pair -> pair[1]);
    nodes.node(
        "Pad",
        name,
        add(op.arg(0).name()),
        nodes.integers(LongStream.concat(before, after).toArray()));
  }

  private static IllegalArgumentException unknown(String what, String name) {
    return new IllegalArgumentException(
        what + " at " + name + " cannot be exported to ONNX: nobody has said yet what it is there");
  }
}
