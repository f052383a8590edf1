package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;

/** Batch norm, in one group or several, alone or with its ReLU, and layer norm. */
final class Normalisations {

  private static final int AFFINE = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift;

  private Normalisations() {}

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(Op.BatchNorm.class, Normalisations::batchNorm);
    kernels.put(Op.BatchNormGradient.class, Normalisations::batchNormGradient);
    kernels.put(Op.LayerNorm.class, Normalisations::layerNorm);
    kernels.put(Op.LayerNormGradient.class, Normalisations::layerNormGradient);
  }

  private static void batchNorm(Lowering l, Node node) {
    var op = (Op.BatchNorm) node.op();
    Buffer x = channels(l, node.input(0));
    var groups = new Groups(x.desc(), op.groups());
    var pd = forward(groups.part(), op.epsilon(), op.relu());
    Buffer scale = l.plain(node.input(1));
    Buffer shift = l.plain(node.input(2));
    Buffer y = result(l, node.output(0), x);
    Buffer mean = l.define(node.output(1), OneDnn.plain(node.output(1).shape()));
    Buffer variance = l.define(node.output(2), OneDnn.plain(node.output(2).shape()));
    Buffer memory =
        op.relu() ? l.define(node.output(3), groups.sideBySide(pd.workspace_desc())) : null;
    var primitive = new batch_normalization_forward(pd);
    for (int i = 0; i < op.groups(); i++) {
      var arguments =
          new ArrayList<Object>(
              List.of(
                  dnnl.DNNL_ARG_SRC, groups.part(x, i),
                  dnnl.DNNL_ARG_SCALE, scale,
                  dnnl.DNNL_ARG_SHIFT, shift,
                  dnnl.DNNL_ARG_DST, groups.part(y, i),
                  dnnl.DNNL_ARG_MEAN, groups.of(mean, i, pd.mean_desc()),
                  dnnl.DNNL_ARG_VARIANCE, groups.of(variance, i, pd.variance_desc())));
      if (op.relu()) {
        Buffer kept = groups.of(memory, i, pd.workspace_desc());
        arguments.addAll(List.of(dnnl.DNNL_ARG_WORKSPACE, kept));
      }
      l.call(node, primitive, pd, arguments.toArray());
    }
  }

  private static void batchNormGradient(Lowering l, Node node) {
    var op = (Op.BatchNormGradient) node.op();
    Buffer x = channels(l, node.input(1));
    var groups = new Groups(x.desc(), op.groups());
    Value dyValue = node.input(0);
    Value dx = node.output(0);
    boolean rows = dyValue.rank() == 2;
    Buffer given = rows ? l.plain(dyValue) : l.as(dyValue, x.desc());
    Buffer made = l.defineInPlace(dx, given.desc(), dyValue, given);
    Buffer dy = rows ? given.viewedAs(x.desc()) : given;
    Buffer result = rows ? made.viewedAs(x.desc()) : made;
    var hint = forward(groups.part(), op.epsilon(), op.relu());
    var pd =
        new batch_normalization_backward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.backward.value,
            groups.part(),
            groups.part(),
            groups.part(),
            (float) op.epsilon(),
            flags(op.relu()),
            hint,
            OneDnn.attributes(),
            false);
    memory.desc perChannel = OneDnn.plain(node.output(1).shape());
    Buffer scale = l.define(node.output(1), perChannel);
    Buffer shift = l.define(node.output(2), perChannel);
    // Each group has its own gradient of the parameters that all share.
    memory.desc apart = groups.sideBySide(perChannel);
    Buffer scales = op.groups() == 1 ? scale : l.temporary(apart);
    Buffer shifts = op.groups() == 1 ? shift : l.temporary(apart);
    var primitive = new batch_normalization_backward(pd);
    for (int i = 0; i < op.groups(); i++) {
      var arguments =
          new ArrayList<Object>(
              List.of(
                  dnnl.DNNL_ARG_DIFF_DST, groups.part(dy, i),
                  dnnl.DNNL_ARG_SRC, groups.part(x, i),
                  dnnl.DNNL_ARG_MEAN, groups.of(l.primary(node.input(2)), i, pd.mean_desc()),
                  dnnl.DNNL_ARG_VARIANCE,
                      groups.of(l.primary(node.input(3)), i, pd.variance_desc()),
                  dnnl.DNNL_ARG_SCALE, l.plain(node.input(4)),
                  dnnl.DNNL_ARG_DIFF_SRC, groups.part(result, i),
                  dnnl.DNNL_ARG_DIFF_SCALE, groups.of(scales, i, perChannel),
                  dnnl.DNNL_ARG_DIFF_SHIFT, groups.of(shifts, i, perChannel)));
      if (op.relu()) {
        Buffer kept = groups.of(l.primary(node.input(5)), i, pd.workspace_desc());
        arguments.addAll(List.of(dnnl.DNNL_ARG_WORKSPACE, kept));
      }
      l.call(node, primitive, pd, arguments.toArray());
    }
    if (op.groups() > 1) {
      Matrices.sumRows(l, node, scales, scale, op.groups());
      Matrices.sumRows(l, node, shifts, shift, op.groups());
    }
  }

  /** [N, C] is [N, C, 1, 1] with the channels innermost: the same memory. */
  private static Buffer channels(Lowering l, Value x) {
    if (x.rank() != 2) {
      return l.primary(x);
    }
    return l.plain(x).viewedAs(channelsInnermost(x));
  }

  private static memory.desc channelsInnermost(Value x) {
    long c = x.shape()[1];
    return OneDnn.strided(new long[] {x.shape()[0], c, 1, 1}, new long[] {c, 1, c, c});
  }

  private static Buffer result(Lowering l, Value y, Buffer x) {
    if (y.rank() != 2) {
      return l.define(y, x.desc());
    }
    return l.define(y, OneDnn.plain(y.shape())).viewedAs(x.desc());
  }

  private static batch_normalization_forward.primitive_desc forward(
      memory.desc x, double epsilon, boolean relu) {
    return new batch_normalization_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training.value,
        x,
        x,
        (float) epsilon,
        flags(relu),
        OneDnn.attributes(),
        false);
  }

  private static int flags(boolean relu) {
    return relu ? AFFINE | dnnl.dnnl_fuse_norm_relu : AFFINE;
  }

  private static void layerNorm(Lowering l, Node node) {
    Buffer x = l.plain(node.input(0));
    var pd = layerNorm(x.desc(), ((Op.LayerNorm) node.op()).epsilon());
    l.call(
        node,
        new layer_normalization_forward(pd),
        pd,
        dnnl.DNNL_ARG_SRC,
        x,
        dnnl.DNNL_ARG_SCALE,
        l.plain(node.input(1)),
        dnnl.DNNL_ARG_SHIFT,
        l.plain(node.input(2)),
        dnnl.DNNL_ARG_DST,
        l.define(node.output(0), x.desc()),
        dnnl.DNNL_ARG_MEAN,
        l.define(node.output(1), pd.mean_desc()),
        dnnl.DNNL_ARG_VARIANCE,
        l.define(node.output(2), pd.variance_desc()));
  }

  private static void layerNormGradient(Lowering l, Node node) {
    double epsilon = ((Op.LayerNormGradient) node.op()).epsilon();
    Buffer dy = l.plain(node.input(0));
    Buffer x = l.plain(node.input(1));
    var hint = layerNorm(x.desc(), epsilon);
    var pd =
        new layer_normalization_backward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.backward.value,
            x.desc(),
            x.desc(),
            x.desc(),
            (float) epsilon,
            AFFINE,
            hint,
            OneDnn.attributes(),
            false);
    memory.desc weight = OneDnn.plain(node.input(4).shape());
    l.call(
        node,
        new layer_normalization_backward(pd),
        pd,
        dnnl.DNNL_ARG_DIFF_DST,
        dy,
        dnnl.DNNL_ARG_SRC,
        x,
        dnnl.DNNL_ARG_MEAN,
        l.primary(node.input(2)),
        dnnl.DNNL_ARG_VARIANCE,
        l.primary(node.input(3)),
        dnnl.DNNL_ARG_SCALE,
        l.plain(node.input(4)),
        dnnl.DNNL_ARG_DIFF_SRC,
        l.define(node.output(0), x.desc()),
        dnnl.DNNL_ARG_DIFF_SCALE,
        l.define(node.output(1), weight),
        dnnl.DNNL_ARG_DIFF_SHIFT,
        l.define(node.output(2), weight));
  }

  private static layer_normalization_forward.primitive_desc layerNorm(
      memory.desc x, double epsilon) {
    return new layer_normalization_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training.value,
        x,
        x,
        (float) epsilon,
        AFFINE,
        OneDnn.attributes(),
        false);
  }
}
