package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Op.Function;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Shape;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** Functions of one array and operators of two, in whatever layout the operands have. */
final class Elementwise {

  private static final Map<Function, dnnl.algorithm> ALGORITHMS =
      new EnumMap<>(
          Map.of(
              Function.EXP, dnnl.algorithm.eltwise_exp_use_dst_for_bwd,
              Function.LOG, dnnl.algorithm.eltwise_log,
              Function.SQRT, dnnl.algorithm.eltwise_sqrt_use_dst_for_bwd,
              Function.SQUARE, dnnl.algorithm.eltwise_square,
              Function.ABS, dnnl.algorithm.eltwise_abs,
              Function.TANH, dnnl.algorithm.eltwise_tanh_use_dst_for_bwd,
              Function.SIGMOID, dnnl.algorithm.eltwise_logistic_use_dst_for_bwd,
              Function.RELU, dnnl.algorithm.eltwise_relu_use_dst_for_bwd,
              Function.GELU, dnnl.algorithm.eltwise_gelu_erf));

  private static final Map<Op.Operator, dnnl.algorithm> OPERATORS =
      new EnumMap<>(
          Map.of(
              Op.Operator.ADD, dnnl.algorithm.binary_add,
              Op.Operator.SUBTRACT, dnnl.algorithm.binary_sub,
              Op.Operator.MULTIPLY, dnnl.algorithm.binary_mul,
              Op.Operator.DIVIDE, dnnl.algorithm.binary_div));

  private Elementwise() {}

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(Op.Unary.class, Elementwise::unary);
    kernels.put(Op.UnaryGradient.class, Elementwise::unaryGradient);
    kernels.put(Op.Affine.class, Elementwise::affine);
    kernels.put(Op.Binary.class, Elementwise::binary);
  }

  private static void unary(Lowering l, Node node) {
    Function function = ((Op.Unary) node.op()).function();
    if (function == Function.ERF) {
      Buffer x = l.plain(node.input(0));
      Buffer y = l.define(node.output(), x.desc());
      l.loop(node, List.of(x, y), Loops::erf);
    } else {
      forward(l, node, ALGORITHMS.get(function), 0, 0);
    }
  }

  private static void affine(Lowering l, Node node) {
    var op = (Op.Affine) node.op();
    forward(l, node, dnnl.algorithm.eltwise_linear, (float) op.scale(), (float) op.shift());
  }

  private static void forward(
      Lowering l, Node node, dnnl.algorithm algorithm, float alpha, float beta) {
    Value in = node.input(0);
    Buffer x = l.primary(in);
    var pd = pd(x.desc(), algorithm, alpha, beta);
    l.call(
        node,
        new eltwise_forward(pd),
        pd,
        dnnl.DNNL_ARG_SRC,
        x,
        dnnl.DNNL_ARG_DST,
        l.defineInPlace(node.output(), x.desc(), in, x));
  }

  private static void unaryGradient(Lowering l, Node node) {
    Function function = ((Op.UnaryGradient) node.op()).function();
    Value dyValue = node.input(0);
    if (function == Function.ERF) {
      Buffer dy = l.plain(dyValue);
      Buffer x = l.plain(node.input(1));
      Buffer dx = l.define(node.output(), x.desc());
      l.loop(node, List.of(dy, x, dx), Loops::erfGradient);
      return;
    }
    Buffer saved = l.primary(node.input(1));
    memory.desc desc = saved.desc();
    Buffer dy = l.as(dyValue, desc);
    dnnl.algorithm algorithm = ALGORITHMS.get(function);
    var pd =
        new eltwise_backward.primitive_desc(
            OneDnn.ENGINE,
            algorithm,
            desc,
            desc,
            desc,
            0f,
            0f,
            pd(desc, algorithm, 0, 0),
            OneDnn.attributes(),
            false);
    l.call(
        node,
        new eltwise_backward(pd),
        pd,
        function.savesOutput() ? dnnl.DNNL_ARG_DST : dnnl.DNNL_ARG_SRC,
        saved,
        dnnl.DNNL_ARG_DIFF_DST,
        dy,
        dnnl.DNNL_ARG_DIFF_SRC,
        l.defineInPlace(node.output(), desc, dyValue, dy));
  }

  private static eltwise_forward.primitive_desc pd(
      memory.desc desc, dnnl.algorithm algorithm, float alpha, float beta) {
    return new eltwise_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training,
        algorithm,
        desc,
        desc,
        alpha,
        beta,
        OneDnn.attributes(),
        false);
  }

  private static void binary(Lowering l, Node node) {
    var op = (Op.Binary) node.op();
    Value a = node.input(0);
    Value b = node.input(1);
    long[] shape = node.output().shape();
    boolean aIsFull = Arrays.equals(a.shape(), shape);
    boolean bIsFull = Arrays.equals(b.shape(), shape);
    boolean commutes = op.operator() == Op.Operator.ADD || op.operator() == Op.Operator.MULTIPLY;
    if (!aIsFull && bIsFull && commutes) {
      binary(l, node, op, b, a);
    } else if (aIsFull) {
      binary(l, node, op, a, b);
    } else {
      Buffer full = l.temporary(OneDnn.plain(shape));
      l.loop(
          node,
          List.of(l.plain(a), full),
          new Loops.Broadcast(Loops.aligned(a.shape(), shape.length), shape));
      binary(l, node, op, full, right(l, b, full, shape), null);
    }
  }

  /** {@code a} has the shape of the result. */
  private static void binary(Lowering l, Node node, Op.Binary op, Value a, Value b) {
    Buffer left = l.primary(a);
    if (Arrays.equals(a.shape(), b.shape())
        && left.isLaidOutAs(OneDnn.plain(a.shape()))
        && !l.primary(b).isLaidOutAs(left.desc())) {
      // One operand is in a kernel's own layout and will be wanted in it again.
      left = l.as(a, l.primary(b).desc());
    }
    binary(l, node, op, left, right(l, b, left, a.shape()), a);
  }

  private static Buffer right(Lowering l, Value b, Buffer left, long[] shape) {
    if (Arrays.equals(b.shape(), shape)) {
      return l.as(b, left.desc());
    }
    long[] aligned = Loops.aligned(b.shape(), Math.max(1, shape.length));
    return l.plain(b).viewedAs(OneDnn.plain(aligned));
  }

  private static void binary(
      Lowering l, Node node, Op.Binary op, Buffer left, Buffer right, Value reusable) {
    var attributes = OneDnn.attributes();
    if (op.relu()) {
      var ops = new post_ops();
      ops.append_eltwise(dnnl.algorithm.eltwise_relu, 0f, 0f);
      attributes.set_post_ops(ops);
    }
    memory.desc desc = left.desc();
    Buffer result =
        reusable == null
            ? l.define(node.output(), desc)
            : l.defineInPlace(node.output(), desc, reusable, left);
    if (isPerImage(op, desc, right.desc())) {
      long images = OneDnn.dims(desc)[0];
      memory.desc rows = OneDnn.plain(1, images, desc.get_size() / Float.BYTES / images);
      memory.desc each = OneDnn.plain(1, images, 1);
      call(
          l,
          node,
          op,
          attributes,
          left.viewedAs(rows),
          right.viewedAs(each),
          result.viewedAs(rows));
    } else {
      call(l, node, op, attributes, left, right, result);
    }
  }

  /**
   * Whether every image meets one number, as in drop-path. oneDNN has a kernel for one number per
   * channel only, so that images are shown to it as channels of a single image.
   */
  private static boolean isPerImage(Op.Binary op, memory.desc left, memory.desc right) {
    long[] dims = OneDnn.dims(left);
    long[] numbers = OneDnn.dims(right);
    long images = dims[0];
    long elements = left.get_size() / Float.BYTES;
    boolean perImage = images > 1 && numbers[0] == images && Shape.size(numbers) == images;
    boolean outermost = left.get_strides().get(0) * images == elements;
    // Zeros that pad a blocked layout stay zeros when multiplied.
    boolean padded = elements != Shape.size(dims);
    return perImage
        && outermost
        && elements > images
        && (!padded || op.operator() == Op.Operator.MULTIPLY);
  }

  private static void call(
      Lowering l,
      Node node,
      Op.Binary op,
      primitive_attr attributes,
      Buffer left,
      Buffer right,
      Buffer result) {
    var pd =
        new binary.primitive_desc(
            OneDnn.ENGINE,
            OPERATORS.get(op.operator()),
            left.desc(),
            right.desc(),
            result.desc(),
            attributes,
            false);
    l.call(
        node,
        new binary(pd),
        pd,
        dnnl.DNNL_ARG_SRC_0,
        left,
        dnnl.DNNL_ARG_SRC_1,
        right,
        dnnl.DNNL_ARG_DST,
        result);
  }
}
