package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Value;
import io.pretext.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.memory;

/** Ops that move elements and compute nothing: reorders between views of memory. */
final class Movements {

  private Movements() {}

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(Op.Reshape.class, Movements::reshape);
    kernels.put(Op.Permute.class, Movements::permute);
    kernels.put(Op.Slice.class, Movements::slice);
    kernels.put(Op.Embed.class, Movements::embed);
    kernels.put(Op.Concat.class, Movements::concat);
    kernels.put(Op.Broadcast.class, Movements::broadcast);
    kernels.put(Op.Rows.class, Movements::rows);
  }

  private static void reshape(Lowering l, Node node) {
    Value x = node.input(0);
    Value y = node.output();
    Buffer same =
        Arrays.equals(x.shape(), y.shape())
            ? l.primary(x)
            : l.plain(x).viewedAs(OneDnn.plain(y.shape()));
    l.alias(y, same);
  }

  private static void permute(Lowering l, Node node) {
    int[] dims = ((Op.Permute) node.op()).dims();
    Value x = node.input(0);
    long[] strides = Shape.strides(x.shape());
    long[] permuted = Arrays.stream(dims).mapToLong(d -> strides[d]).toArray();
    Value y = node.output();
    Buffer from = l.plain(x).viewedAs(OneDnn.strided(y.shape(), permuted));
    l.reorder(node, from, l.define(y, OneDnn.plain(y.shape())));
  }

  private static void slice(Lowering l, Node node) {
    var op = (Op.Slice) node.op();
    Value x = node.input(0);
    Value y = node.output();
    int pixels = pixelStride(op.begin(), op.stride(), x.shape(), y.shape());
    if (pixels > 1) {
      Pools.subsample(l, node, pixels);
    } else if (isBlock(op.stride(), l.primary(x), op.begin(), y.shape())) {
      memory.desc window = l.primary(x).desc().submemory_desc(y.shape(), op.begin());
      Buffer to = l.define(y, OneDnn.layoutLike(l.primary(x).desc(), y.shape()));
      l.reorder(node, l.primary(x).viewedAs(window), to);
    } else {
      Buffer from = window(l.plain(x), x.shape(), op.begin(), op.stride(), y.shape());
      l.reorder(node, from, l.define(y, OneDnn.plain(y.shape())));
    }
  }

  private static void embed(Lowering l, Node node) {
    var op = (Op.Embed) node.op();
    Value x = node.input(0);
    Value y = node.output();
    int pixels = pixelStride(op.begin(), op.stride(), y.shape(), x.shape());
    if (pixels > 1) {
      Pools.dilate(l, node, pixels);
      return;
    }
    Buffer from = l.primary(x);
    memory.desc like = OneDnn.layoutLike(from.desc(), y.shape());
    boolean block = isBlock(op.stride(), from.viewedAs(like), op.begin(), x.shape());
    Buffer to = l.define(y, block ? like : OneDnn.plain(y.shape()));
    l.clear(node, to);
    if (block) {
      l.reorder(node, from, to.viewedAs(like.submemory_desc(x.shape(), op.begin())));
    } else {
      l.reorder(node, l.plain(x), window(to, y.shape(), op.begin(), op.stride(), x.shape()));
    }
  }

  private static void concat(Lowering l, Node node) {
    int axis = ((Op.Concat) node.op()).axis();
    Value y = node.output();
    Buffer to = l.define(y, OneDnn.plain(y.shape()));
    long[] begin = new long[y.rank()];
    long[] ones = new long[y.rank()];
    Arrays.fill(ones, 1);
    for (Value part : node.inputs()) {
      l.reorder(node, l.plain(part), window(to, y.shape(), begin, ones, part.shape()));
      begin[axis] += part.shape()[axis];
    }
  }

  private static void broadcast(Lowering l, Node node) {
    Value x = node.input(0);
    long[] shape = node.output().shape();
    Buffer to = l.define(node.output(), OneDnn.plain(shape));
    l.loop(
        node,
        List.of(l.plain(x), to),
        new Loops.Broadcast(Loops.aligned(x.shape(), shape.length), shape));
  }

  private static void rows(Lowering l, Node node) {
    Value table = node.input(0);
    Buffer to = l.define(node.output(), OneDnn.plain(node.output().shape()));
    int width = (int) table.shape()[1];
    l.loop(
        node,
        List.of(l.plain(table), l.plain(node.input(1)), to),
        f -> {
          for (int i = 0; i < f[1].limit(); i++) {
            f[2].put(i * width, f[0], (int) f[1].get(i) * width, width);
          }
        });
  }

  /** A strided window into a plain buffer of {@code whole}. */
  private static Buffer window(
      Buffer plain, long[] whole, long[] begin, long[] stride, long[] shape) {
    long[] strides = Shape.strides(whole);
    long offset = 0;
    long[] steps = new long[strides.length];
    for (int i = 0; i < strides.length; i++) {
      offset += begin[i] * strides[i];
      steps[i] = strides[i] * stride[i];
    }
    return plain.viewedAs(OneDnn.strided(shape, steps)).from(offset * Float.BYTES);
  }

  /** The common stride s > 1 of height and width where that is all that a slice does, else 0. */
  private static int pixelStride(long[] begin, long[] stride, long[] large, long[] small) {
    boolean only =
        large.length == 4
            && Arrays.stream(begin).allMatch(b -> b == 0)
            && stride[0] == 1
            && stride[1] == 1
            && stride[2] == stride[3]
            && large[0] == small[0]
            && large[1] == small[1]
            && small[2] == (large[2] + stride[2] - 1) / stride[2]
            && small[3] == (large[3] + stride[3] - 1) / stride[3];
    return only ? (int) stride[2] : 0;
  }

  /** Whether the window falls on whole channel blocks of a blocked layout. */
  private static boolean isBlock(long[] stride, Buffer whole, long[] begin, long[] shape) {
    int block = OneDnn.channelBlock(whole.desc());
    return block > 1
        && Arrays.stream(stride).allMatch(s -> s == 1)
        && begin[1] % block == 0
        && shape[1] % block == 0;
  }
}
