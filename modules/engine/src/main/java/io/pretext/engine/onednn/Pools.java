package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Pooling over windows; with a window of one it is how a map is subsampled in any layout. */
final class Pools {

  private static final long[] NONE = {0, 0};

  private Pools() {}

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(Op.Pool.class, Pools::pool);
    kernels.put(Op.PoolGradient.class, Pools::gradient);
  }

  /** Window, stride and padding as oneDNN wants them. */
  private record Windows(
      dnnl.algorithm algorithm, long[] kernel, long[] stride, long[] low, long[] high) {

    static Windows of(
        Layer.Pool.Kind kind, int[] kernel, int stride, int padding, long[] x, long[] y) {
      long[] high = new long[2];
      for (int i = 0; i < 2; i++) {
        high[i] = (y[2 + i] - 1) * stride + kernel[i] - x[2 + i] - padding;
      }
      return new Windows(
          kind == Layer.Pool.Kind.MAX
              ? dnnl.algorithm.pooling_max
              : dnnl.algorithm.pooling_avg_include_padding,
          new long[] {kernel[0], kernel[1]},
          new long[] {stride, stride},
          new long[] {padding, padding},
          high);
    }

    pooling_forward.primitive_desc forward(memory.desc x, long[] y, boolean training) {
      return new pooling_forward.primitive_desc(
          OneDnn.ENGINE,
          training ? dnnl.prop_kind.forward_training : dnnl.prop_kind.forward_inference,
          algorithm,
          x,
          OneDnn.any(y),
          stride,
          kernel,
          NONE,
          low,
          high,
          OneDnn.attributes(),
          false);
    }
  }

  private static void pool(Lowering l, Node node) {
    var op = (Op.Pool) node.op();
    Value x = node.input(0);
    Value y = node.output();
    var windows =
        Windows.of(op.kind(), op.kernel(), op.stride(), op.padding(), x.shape(), y.shape());
    Buffer in = l.primary(x);
    var pd = windows.forward(in.desc(), y.shape(), l.isTraining());
    var arguments =
        new ArrayList<Object>(
            List.of(dnnl.DNNL_ARG_SRC, in, dnnl.DNNL_ARG_DST, l.define(y, pd.dst_desc())));
    if (node.outputs().size() > 1 && l.isTraining()) {
      Buffer memory = l.define(node.output(1), pd.workspace_desc());
      arguments.addAll(List.of(dnnl.DNNL_ARG_WORKSPACE, memory));
    }
    l.call(node, new pooling_forward(pd), pd, arguments.toArray());
  }

  private static void gradient(Lowering l, Node node) {
    var op = (Op.PoolGradient) node.op();
    Value dy = node.input(0);
    var windows =
        Windows.of(op.kind(), op.kernel(), op.stride(), op.padding(), op.xShape(), dy.shape());
    Buffer memory = node.inputs().size() > 1 ? l.primary(node.input(1)) : null;
    spread(l, node, windows, dy, memory);
  }

  private static void spread(Lowering l, Node node, Windows windows, Value dy, Buffer memory) {
    Value dx = node.output();
    // What a maximum remembers is in the layout that its windows were read in.
    memory.desc like =
        memory == null ? l.imageLayout(dx.shape()) : OneDnn.layoutLike(memory.desc(), dx.shape());
    var hint = windows.forward(like, dy.shape(), true);
    var pd =
        new pooling_backward.primitive_desc(
            OneDnn.ENGINE,
            windows.algorithm,
            like,
            hint.dst_desc(),
            windows.stride,
            windows.kernel,
            NONE,
            windows.low,
            windows.high,
            hint,
            OneDnn.attributes(),
            false);
    var arguments =
        new ArrayList<Object>(
            List.of(
                dnnl.DNNL_ARG_DIFF_DST, l.as(dy, pd.diff_dst_desc()),
                dnnl.DNNL_ARG_DIFF_SRC, l.define(dx, pd.diff_src_desc())));
    if (memory != null) {
      arguments.addAll(List.of(dnnl.DNNL_ARG_WORKSPACE, memory));
    }
    l.call(node, new pooling_backward(pd), pd, arguments.toArray());
  }

  /** y takes every {@code stride}-th pixel of x. */
  static void subsample(Lowering l, Node node, int stride) {
    Value x = node.input(0);
    Value y = node.output();
    var windows = windows(stride, x.shape(), y.shape());
    Buffer in = l.primary(x);
    var pd = windows.forward(in.desc(), y.shape(), l.isTraining());
    l.call(
        node,
        new pooling_forward(pd),
        pd,
        dnnl.DNNL_ARG_SRC,
        in,
        dnnl.DNNL_ARG_DST,
        l.define(y, pd.dst_desc()));
  }

  /** The inverse: every {@code stride}-th pixel of y is x, the others are zero. */
  static void dilate(Lowering l, Node node, int stride) {
    Value x = node.input(0);
    spread(l, node, windows(stride, node.output().shape(), x.shape()), x, null);
  }

  private static Windows windows(int stride, long[] large, long[] small) {
    return Windows.of(Layer.Pool.Kind.AVERAGE, new int[] {1, 1}, stride, 0, large, small);
  }
}
