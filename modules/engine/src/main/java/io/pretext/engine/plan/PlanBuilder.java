package io.pretext.engine.plan;

import io.pretext.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes in the making: knows the shape that every op gives, and nothing else about ops. */
final class PlanBuilder {

  private final List<Node> nodes = new ArrayList<>();
  private final Map<Integer, float[]> constants = new LinkedHashMap<>();
  private int values;

  List<Node> nodes() {
    return nodes;
  }

  Map<Integer, float[]> constants() {
    return constants;
  }

  Value source(String name, Value.Source source, long... shape) {
    return new Value(values++, name, shape.clone(), source);
  }

  Value constant(String name, float[] data, long... shape) {
    Value value = source(name, Value.Source.CONSTANT, shape);
    constants.put(value.id(), data);
    return value;
  }

  /** Adds a node of one output. */
  Value add(Op op, String path, Value... inputs) {
    return addAll(op, path, inputs).output();
  }

  /** Adds a node with all its outputs. */
  Node addAll(Op op, String path, Value... inputs) {
    var outputs = new ArrayList<Value>();
    try {
      for (long[] shape : shapes(op, inputs)) {
        outputs.add(new Value(values++, path, shape, Value.Source.NODE));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          op.getClass().getSimpleName() + " at " + path + ": " + e.getMessage(), e);
    }
    var node = new Node(op, path, List.of(inputs), outputs);
    nodes.add(node);
    return node;
  }

  Value reshape(Value x, String path, long... shape) {
    return Arrays.equals(x.shape(), shape) ? x : add(new Op.Reshape(shape), path, x);
  }

  private static List<long[]> shapes(Op op, Value... in) {
    long[] x = in[0].shape();
    if (op instanceof Op.Binary) {
      return List.of(Shape.broadcast(x, in[1].shape()));
    } else if (op instanceof Op.Reduce reduce) {
      long[] out = x.clone();
      Arrays.stream(reduce.dims()).forEach(d -> out[d] = 1);
      return List.of(out);
    } else if (op instanceof Op.Broadcast broadcast) {
      return List.of(broadcast.shape());
    } else if (op instanceof Op.MaxGradient) {
      return List.of(in[1].shape());
    } else if (op instanceof Op.MatMul matMul) {
      return List.of(matMul(x, in[1].shape(), matMul));
    } else if (op instanceof Op.Reshape reshape) {
      require(Shape.size(x) == Shape.size(reshape.shape()), x, reshape.shape());
      return List.of(reshape.shape());
    } else if (op instanceof Op.Permute permute) {
      return List.of(Arrays.stream(permute.dims()).mapToLong(d -> x[d]).toArray());
    } else if (op instanceof Op.Slice slice) {
      return List.of(slice.shape());
    } else if (op instanceof Op.Embed embed) {
      return List.of(embed.shape());
    } else if (op instanceof Op.Concat concat) {
      long[] out = x.clone();
      out[concat.axis()] = Arrays.stream(in).mapToLong(v -> v.shape()[concat.axis()]).sum();
      return List.of(out);
    } else if (op instanceof Op.Rows) {
      return List.of(new long[] {in[1].shape()[0], x[1]});
    } else if (op instanceof Op.Attention attention) {
      return List.of(
          new long[] {x[0], x[1], x[2] / 3}, new long[] {x[0], attention.heads(), x[1], x[1]});
    } else if (op instanceof Op.AttentionGradient) {
      return List.of(in[1].shape());
    } else if (op instanceof Op.Convolution convolution) {
      return List.of(convolution(x, in[1].shape(), convolution));
    } else if (op instanceof Op.ConvolutionDataGradient gradient) {
      return List.of(gradient.xShape());
    } else if (op instanceof Op.ConvolutionWeightGradient gradient) {
      return List.of(gradient.weightShape());
    } else if (op instanceof Op.BatchNorm norm) {
      long[] c = norm.groups() == 1 ? new long[] {x[1]} : new long[] {norm.groups(), x[1]};
      return norm.relu() ? List.of(x, c, c, x) : List.of(x, c, c);
    } else if (op instanceof Op.BatchNormGradient) {
      return List.of(in[1].shape(), in[4].shape(), in[4].shape());
    } else if (op instanceof Op.LayerNorm) {
      long[] rows = Arrays.copyOf(x, x.length - 1);
      return List.of(x, rows, rows);
    } else if (op instanceof Op.LayerNormGradient) {
      return List.of(in[1].shape(), in[4].shape(), in[4].shape());
    } else if (op instanceof Op.Pool pool) {
      long[] out = pool(x, pool);
      return pool.kind() == io.pretext.graph.Layer.Pool.Kind.MAX ? List.of(out, out) : List.of(out);
    } else if (op instanceof Op.PoolGradient gradient) {
      return List.of(gradient.xShape());
    } else {
      // Unary, UnaryGradient, Affine, Softmax, SoftmaxGradient
      return List.of(x);
    }
  }

  private static long[] matMul(long[] a, long[] b, Op.MatMul op) {
    require(a.length == b.length && a.length >= 2, a, b);
    int r = a.length;
    long[] out = a.clone();
    out[r - 2] = op.transposeA() ? a[r - 1] : a[r - 2];
    out[r - 1] = op.transposeB() ? b[r - 2] : b[r - 1];
    long inner = op.transposeA() ? a[r - 2] : a[r - 1];
    require(inner == (op.transposeB() ? b[r - 1] : b[r - 2]), a, b);
    for (int i = 0; i < r - 2; i++) {
      require(a[i] == b[i], a, b);
    }
    return out;
  }

  private static long[] convolution(long[] x, long[] w, Op.Convolution op) {
    var a = op.attributes();
    require(x.length == 4 && x[1] == w[1] * a.groups(), x, w);
    return new long[] {x[0], w[0], extent(x[2], w[2], a), extent(x[3], w[3], a)};
  }

  private static long extent(long in, long kernel, io.pretext.graph.Layer.Convolution a) {
    return (in + 2L * a.padding() - a.dilation() * (kernel - 1) - 1) / a.stride() + 1;
  }

  private static long[] pool(long[] x, Op.Pool op) {
    long[] out = x.clone();
    for (int i = 0; i < 2; i++) {
      out[2 + i] = (x[2 + i] + 2L * op.padding() - op.kernel()[i]) / op.stride() + 1;
    }
    return out;
  }

  private static void require(boolean fits, long[] a, long[] b) {
    if (!fits) {
      throw new IllegalArgumentException(
          "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit");
    }
  }
}
