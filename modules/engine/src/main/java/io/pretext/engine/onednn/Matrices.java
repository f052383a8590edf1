package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** Matrix products, reductions (most of them products with ones) and softmax. */
final class Matrices {

  /** Elements of a row that are summed at once, with as many ones beside them. */
  private static final long LONG_ROW = 1 << 16;

  private Matrices() {}

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(Op.MatMul.class, Matrices::matMul);
    kernels.put(Op.Reduce.class, Matrices::reduce);
    kernels.put(Op.MaxGradient.class, Matrices::maxGradient);
    kernels.put(Op.Softmax.class, Matrices::softmax);
    kernels.put(Op.SoftmaxGradient.class, Matrices::softmaxGradient);
  }

  private static void matMul(Lowering l, Node node) {
    var op = (Op.MatMul) node.op();
    Buffer a = matrix(l, node.input(0), op.transposeA());
    Buffer b = matrix(l, node.input(1), op.transposeB());
    memory.desc y = OneDnn.plain(node.output().shape());
    if (node.inputs().size() > 2) {
      Buffer bias = l.plain(node.input(2));
      var pd =
          new matmul.primitive_desc(
              OneDnn.ENGINE, a.desc(), b.desc(), bias.desc(), y, OneDnn.attributes(), false);
      l.call(
          node,
          new matmul(pd),
          pd,
          dnnl.DNNL_ARG_SRC,
          a,
          dnnl.DNNL_ARG_WEIGHTS,
          b,
          dnnl.DNNL_ARG_BIAS,
          bias,
          dnnl.DNNL_ARG_DST,
          l.define(node.output(), y));
    } else {
      product(l, node, OneDnn.attributes(), a, b, l.define(node.output(), y));
    }
  }

  static void product(
      Lowering l, Node node, primitive_attr attributes, Buffer a, Buffer b, Buffer y) {
    var pd =
        new matmul.primitive_desc(OneDnn.ENGINE, a.desc(), b.desc(), y.desc(), attributes, false);
    l.call(
        node,
        new matmul(pd),
        pd,
        dnnl.DNNL_ARG_SRC,
        a,
        dnnl.DNNL_ARG_WEIGHTS,
        b,
        dnnl.DNNL_ARG_DST,
        y);
  }

  /** A transpose is a matter of strides. */
  private static Buffer matrix(Lowering l, Value value, boolean transposed) {
    Buffer plain = l.plain(value);
    if (!transposed) {
      return plain;
    }
    long[] dims = value.shape().clone();
    long[] strides = Shape.strides(dims);
    swapLast(dims);
    swapLast(strides);
    return plain.viewedAs(OneDnn.strided(dims, strides));
  }

  private static void swapLast(long[] a) {
    int n = a.length;
    long last = a[n - 1];
    a[n - 1] = a[n - 2];
    a[n - 2] = last;
  }

  private static void reduce(Lowering l, Node node) {
    var op = (Op.Reduce) node.op();
    Value x = node.input(0);
    Value y = node.output();
    int k = op.dims().length;
    boolean max = op.reduction() == Op.Reduction.MAX;
    double scale =
        op.reduction() == Op.Reduction.MEAN ? (double) Shape.size(y.shape()) / x.size() : 1;
    boolean leading = k > 0 && op.dims()[k - 1] == k - 1;
    boolean trailing = k > 0 && op.dims()[0] == x.rank() - k;
    Buffer in = l.plain(x);
    Buffer out = l.define(y, OneDnn.plain(y.shape()));
    if (max || !(leading || trailing)) {
      long[] from = Loops.aligned(x.shape(), Math.max(1, x.rank()));
      long[] to = Loops.aligned(y.shape(), from.length);
      l.loop(node, List.of(in, out), new Loops.Reduce(from, to, max, scale));
      return;
    }
    long kept = y.size();
    long summed = x.size() / kept;
    if (trailing) {
      long piece = piece(summed);
      long pieces = summed / piece;
      Buffer sums = pieces == 1 ? in : l.temporary(node, OneDnn.plain(kept, pieces));
      if (pieces > 1) {
        sumColumns(l, node, in, sums, kept * pieces, piece, 1);
      }
      sumColumns(l, node, sums, out, kept, pieces == 1 ? summed : pieces, scale);
    } else {
      Buffer weights = l.filled(OneDnn.plain(1, summed), (float) scale, (int) summed);
      product(
          l,
          node,
          OneDnn.attributes(),
          weights,
          in.viewedAs(OneDnn.plain(summed, kept)),
          out.viewedAs(OneDnn.plain(1, kept)));
    }
  }

  /** {@code scale} times {@code sum}, [rows], of the columns of {@code x}, [rows, columns]. */
  private static void sumColumns(
      Lowering l, Node node, Buffer x, Buffer sum, long rows, long columns, double scale) {
    product(
        l,
        node,
        OneDnn.attributes(),
        x.viewedAs(OneDnn.plain(rows, columns)),
        l.filled(OneDnn.plain(columns, 1), (float) scale, (int) columns),
        sum.viewedAs(OneDnn.plain(rows, 1)));
  }

  /**
   * In pieces of how many elements a row of {@code n} is summed: a product needs as many ones as
   * the row has elements, and for a whole square matrix these would be another one.
   */
  private static long piece(long n) {
    if (n > LONG_ROW) {
      for (long piece = LONG_ROW; piece > Math.sqrt(LONG_ROW); piece--) {
        if (n % piece == 0) {
          return piece;
        }
      }
    }
    return n;
  }

  /** {@code sum}, [n], of the rows of {@code x}, [rows, n]. */
  static void sumRows(Lowering l, Node node, Buffer x, Buffer sum, int rows) {
    long n = sum.desc().get_size() / Float.BYTES;
    Buffer ones = l.filled(OneDnn.plain(1, rows), 1, rows);
    product(
        l,
        node,
        OneDnn.attributes(),
        ones,
        x.viewedAs(OneDnn.plain(rows, n)),
        sum.viewedAs(OneDnn.plain(1, n)));
  }

  private static void maxGradient(Lowering l, Node node) {
    Value x = node.input(1);
    Value y = node.input(2);
    long[] from = Loops.aligned(x.shape(), Math.max(1, x.rank()));
    long[] to = Loops.aligned(y.shape(), from.length);
    Buffer ties = l.temporary(OneDnn.plain(y.shape()));
    l.loop(
        node,
        Arrays.asList(
            l.plain(node.input(0)),
            l.plain(x),
            l.plain(y),
            l.define(node.output(), OneDnn.plain(x.shape())),
            ties),
        new Loops.MaxGradient(from, to));
  }

  private static void softmax(Lowering l, Node node) {
    Buffer x = l.plain(node.input(0));
    softmax(l, node, x, l.define(node.output(), x.desc()), ((Op.Softmax) node.op()).log());
  }

  /** {@code y} may be {@code x}. */
  static void softmax(Lowering l, Node node, Buffer x, Buffer y, boolean log) {
    var pd = softmax(x.desc(), log);
    l.call(node, new softmax_forward(pd), pd, dnnl.DNNL_ARG_SRC, x, dnnl.DNNL_ARG_DST, y);
  }

  private static void softmaxGradient(Lowering l, Node node) {
    Buffer y = l.plain(node.input(1));
    Buffer dx = l.define(node.output(), y.desc());
    softmaxGradient(l, node, l.plain(node.input(0)), y, dx, ((Op.SoftmaxGradient) node.op()).log());
  }

  /** {@code dx} may be {@code dy}. */
  static void softmaxGradient(Lowering l, Node node, Buffer dy, Buffer y, Buffer dx, boolean log) {
    memory.desc desc = y.desc();
    var pd =
        new softmax_backward.primitive_desc(
            OneDnn.ENGINE,
            algorithm(log),
            desc,
            desc,
            desc,
            desc.get_ndims() - 1,
            softmax(desc, log),
            OneDnn.attributes(),
            false);
    l.call(
        node,
        new softmax_backward(pd),
        pd,
        dnnl.DNNL_ARG_DIFF_DST,
        dy,
        dnnl.DNNL_ARG_DST,
        y,
        dnnl.DNNL_ARG_DIFF_SRC,
        dx);
  }

  private static softmax_forward.primitive_desc softmax(memory.desc desc, boolean log) {
    return new softmax_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training,
        algorithm(log),
        desc,
        desc,
        desc.get_ndims() - 1,
        OneDnn.attributes(),
        false);
  }

  private static dnnl.algorithm algorithm(boolean log) {
    return log ? dnnl.algorithm.softmax_log : dnnl.algorithm.softmax_accurate;
  }
}
