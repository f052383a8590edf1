package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** Convolutions, each in the layouts that oneDNN likes best on this processor. */
final class Convolutions {

  private static final dnnl.algorithm DIRECT = dnnl.algorithm.convolution_direct;

  /** Pixels of a map, and channels, at which another way to the weight gradient may pay. */
  private static final int SMALL_MAP = 256;

  private static final int WIDE = 16;

  /** The dimensions of one convolution as oneDNN wants them. */
  private record Geometry(
      long[] x, long[] weight, long[] y, long[] stride, long[] dilation, long[] low, long[] high) {

    static Geometry of(Layer.Convolution a, long[] x, long[] w, long[] y) {
      long[] high = new long[2];
      for (int i = 0; i < 2; i++) {
        long reach = (w[2 + i] - 1) * a.dilation() + 1;
        high[i] = (y[2 + i] - 1) * a.stride() + reach - x[2 + i] - a.padding();
      }
      long g = a.groups();
      long[] weight = g == 1 ? w : new long[] {g, w[0] / g, w[1], w[2], w[3]};
      return new Geometry(
          x,
          weight,
          y,
          new long[] {a.stride(), a.stride()},
          new long[] {a.dilation() - 1L, a.dilation() - 1L},
          new long[] {a.padding(), a.padding()},
          high);
    }

    String key() {
      return Arrays.deepToString(new long[][] {x, weight, y, stride, dilation, low});
    }
  }

  private final Map<String, convolution_forward.primitive_desc> hints = new HashMap<>();

  void forward(Lowering l, Node node) {
    var op = (Op.Convolution) node.op();
    Value x = node.input(0);
    Value w = node.input(1);
    var g = Geometry.of(op.attributes(), x.shape(), w.shape(), node.output().shape());
    var attributes = OneDnn.attributes();
    addPostOps(op, attributes);
    var kind = l.isTraining() ? dnnl.prop_kind.forward_training : dnnl.prop_kind.forward_inference;
    var pd =
        op.bias()
            ? new convolution_forward.primitive_desc(
                OneDnn.ENGINE,
                kind,
                DIRECT,
                OneDnn.any(g.x),
                OneDnn.any(g.weight),
                OneDnn.plain(g.y[1]),
                OneDnn.any(g.y),
                g.stride,
                g.dilation,
                g.low,
                g.high,
                attributes,
                false)
            : new convolution_forward.primitive_desc(
                OneDnn.ENGINE,
                kind,
                DIRECT,
                OneDnn.any(g.x),
                OneDnn.any(g.weight),
                OneDnn.any(g.y),
                g.stride,
                g.dilation,
                g.low,
                g.high,
                attributes,
                false);
    l.keepAs(w, l.isTraining() ? gradientLayout(g) : pd.weights_desc());
    var arguments =
        new ArrayList<Object>(
            List.of(
                dnnl.DNNL_ARG_SRC, l.as(x, pd.src_desc()),
                dnnl.DNNL_ARG_WEIGHTS, l.as(w, pd.weights_desc())));
    if (op.bias()) {
      arguments.addAll(List.of(dnnl.DNNL_ARG_BIAS, l.plain(node.input(2))));
    }
    arguments.addAll(List.of(dnnl.DNNL_ARG_DST, destination(l, node, op, pd.dst_desc())));
    l.call(node, new convolution_forward(pd), pd, arguments.toArray());
  }

  /** Where the result goes; a residual is there already, for the convolution to add to. */
  private static Buffer destination(Lowering l, Node node, Op.Convolution op, memory.desc desc) {
    if (!op.residual()) {
      return l.define(node.output(), desc);
    }
    Value value = node.input(op.bias() ? 3 : 2);
    Buffer residual = l.as(value, desc);
    Buffer destination = l.defineInPlace(node.output(), desc, value, residual);
    if (destination.storage() != residual.storage()) {
      l.reorder(node, residual, destination);
    }
    return destination;
  }

  private static void addPostOps(Op.Convolution op, primitive_attr attributes) {
    if (!op.relu() && !op.residual()) {
      return;
    }
    var ops = new post_ops();
    if (op.residual()) {
      ops.append_sum();
    }
    if (op.relu()) {
      ops.append_eltwise(dnnl.algorithm.eltwise_relu, 0f, 0f);
    }
    attributes.set_post_ops(ops);
  }

  void dataGradient(Lowering l, Node node) {
    var op = (Op.ConvolutionDataGradient) node.op();
    Value dy = node.input(0);
    Value w = node.input(1);
    var g = Geometry.of(op.attributes(), op.xShape(), w.shape(), dy.shape());
    memory.desc kept = l.primary(dy).desc();
    var free = dataGradient(g, OneDnn.any(g.x), OneDnn.any(g.y));
    boolean moves =
        !free.diff_dst_desc().equals(kept)
            || !free.diff_src_desc().equals(OneDnn.layoutLike(kept, g.x));
    var candidates = new LinkedHashMap<String, Runnable>();
    candidates.put("free", () -> dataGradient(l, node, free));
    if (moves && OneDnn.channelBlock(kept) > 0) {
      candidates.put(
          "kept", () -> dataGradient(l, node, dataGradient(g, OneDnn.layoutLike(kept, g.x), kept)));
    }
    l.fastest(node, candidates);
  }

  private convolution_backward_data.primitive_desc dataGradient(
      Geometry g, memory.desc x, memory.desc y) {
    return new convolution_backward_data.primitive_desc(
        OneDnn.ENGINE,
        DIRECT,
        x,
        OneDnn.any(g.weight),
        y,
        g.stride,
        g.dilation,
        g.low,
        g.high,
        hint(g),
        OneDnn.attributes(),
        false);
  }

  private static void dataGradient(
      Lowering l, Node node, convolution_backward_data.primitive_desc pd) {
    l.call(
        node,
        new convolution_backward_data(pd),
        pd,
        dnnl.DNNL_ARG_DIFF_DST,
        l.as(node.input(0), pd.diff_dst_desc()),
        dnnl.DNNL_ARG_WEIGHTS,
        l.as(node.input(1), pd.weights_desc()),
        dnnl.DNNL_ARG_DIFF_SRC,
        l.define(node.output(), pd.diff_src_desc()));
  }

  void weightGradient(Lowering l, Node node) {
    var op = (Op.ConvolutionWeightGradient) node.op();
    Value dy = node.input(0);
    Value x = node.input(1);
    var g = Geometry.of(op.attributes(), x.shape(), op.weightShape(), dy.shape());
    var candidates = new LinkedHashMap<String, Runnable>();
    if (isSmallMap(op.attributes(), g)) {
      candidates.put("forward", () -> weightGradientAsForward(l, node, g));
    }
    candidates.put("direct", () -> directWeightGradient(l, node, g));
    l.fastest(node, candidates);
  }

  private void directWeightGradient(Lowering l, Node node, Geometry g) {
    var pd = weightGradient(g);
    l.call(
        node,
        new convolution_backward_weights(pd),
        pd,
        dnnl.DNNL_ARG_DIFF_DST,
        l.as(node.input(0), pd.diff_dst_desc()),
        dnnl.DNNL_ARG_SRC,
        l.as(node.input(1), pd.src_desc()),
        dnnl.DNNL_ARG_DIFF_WEIGHTS,
        l.define(node.output(), pd.diff_weights_desc()));
  }

  /**
   * Small maps leave the direct kernel with little to do per call. The same sum is a forward
   * convolution with the batch as channels: x [C, N, H, W] with dy [O, N, h, w] as its kernel gives
   * dw [C, O, kh, kw].
   */
  private void weightGradientAsForward(Lowering l, Node node, Geometry g) {
    long n = g.x[0];
    long[] x = {g.x[1], n, g.x[2], g.x[3]};
    long[] kernel = {g.y[1], n, g.y[2], g.y[3]};
    long[] result = {g.x[1], g.y[1], g.weight[2], g.weight[3]};
    var pd =
        new convolution_forward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.forward_inference,
            DIRECT,
            OneDnn.any(x),
            OneDnn.any(kernel),
            OneDnn.any(result),
            new long[] {1, 1},
            new long[] {0, 0},
            g.low,
            g.high,
            OneDnn.attributes(),
            false);
    Buffer from = l.temporary(pd.src_desc());
    Buffer by = l.temporary(pd.weights_desc());
    Buffer to = l.temporary(pd.dst_desc());
    l.reorder(node, batchAsChannels(l.primary(node.input(1))), from);
    l.reorder(node, batchAsChannels(l.primary(node.input(0))), by);
    l.call(
        node,
        new convolution_forward(pd),
        pd,
        dnnl.DNNL_ARG_SRC,
        from,
        dnnl.DNNL_ARG_WEIGHTS,
        by,
        dnnl.DNNL_ARG_DST,
        to);
    l.reorder(node, batchAsChannels(to), l.define(node.output(), gradientLayout(g)));
  }

  private static Buffer batchAsChannels(Buffer buffer) {
    return buffer.viewedAs(buffer.desc().permute_axes(new int[] {1, 0, 2, 3}));
  }

  private static boolean isSmallMap(Layer.Convolution a, Geometry g) {
    return a.stride() == 1
        && a.groups() == 1
        && a.dilation() == 1
        && g.weight[2] > 1
        && g.y[2] * g.y[3] <= SMALL_MAP
        && g.x[1] >= WIDE
        && g.y[1] >= WIDE;
  }

  private memory.desc gradientLayout(Geometry g) {
    return weightGradient(g).diff_weights_desc();
  }

  private convolution_backward_weights.primitive_desc weightGradient(Geometry g) {
    return new convolution_backward_weights.primitive_desc(
        OneDnn.ENGINE,
        DIRECT,
        OneDnn.any(g.x),
        OneDnn.any(g.weight),
        OneDnn.any(g.y),
        g.stride,
        g.dilation,
        g.low,
        g.high,
        hint(g),
        OneDnn.attributes(),
        false);
  }

  /** The backward primitives want to know the forward one. */
  private convolution_forward.primitive_desc hint(Geometry g) {
    return hints.computeIfAbsent(
        g.key(),
        key ->
            new convolution_forward.primitive_desc(
                OneDnn.ENGINE,
                dnnl.prop_kind.forward_training,
                DIRECT,
                OneDnn.any(g.x),
                OneDnn.any(g.weight),
                OneDnn.any(g.y),
                g.stride,
                g.dilation,
                g.low,
                g.high));
  }
}
