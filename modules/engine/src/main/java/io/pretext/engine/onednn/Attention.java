package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Attention as matrix products over views: queries, keys and values are windows into [N, T, 3 D],
 * heads are strides, and nothing is moved.
 */
final class Attention {

  private static final int QUERIES = 0;
  private static final int KEYS = 1;
  private static final int VALUES = 2;

  private final Lowering lowering;
  private final Node node;
  private final long[] probabilities;
  private final long tokens;
  private final long heads;
  private final long width;

  private Attention(Lowering lowering, Node node, long[] qkv, long heads) {
    this.lowering = lowering;
    this.node = node;
    this.heads = heads;
    this.tokens = qkv[1];
    this.width = qkv[2] / 3;
    this.probabilities = new long[] {qkv[0], heads, tokens, tokens};
  }

  static void register(Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels) {
    kernels.put(
        Op.Attention.class,
        (l, node) -> {
          int heads = ((Op.Attention) node.op()).heads();
          new Attention(l, node, node.input(0).shape(), heads).forward();
        });
    kernels.put(
        Op.AttentionGradient.class,
        (l, node) -> {
          int heads = ((Op.AttentionGradient) node.op()).heads();
          new Attention(l, node, node.input(1).shape(), heads).backward();
        });
  }

  private void forward() {
    Buffer qkv = lowering.plain(node.input(0));
    Buffer seen = lowering.define(node.output(1), OneDnn.plain(probabilities));
    Buffer y = lowering.define(node.output(0), OneDnn.plain(node.output(0).shape()));
    product(scaled(), window(qkv, QUERIES), turned(window(qkv, KEYS)), seen);
    Matrices.softmax(lowering, node, seen, seen, false);
    product(OneDnn.attributes(), seen, window(qkv, VALUES), joined(y));
  }

  private void backward() {
    Buffer dy = joined(lowering.plain(node.input(0)));
    Buffer qkv = lowering.plain(node.input(1));
    Buffer seen = lowering.plain(node.input(2));
    Buffer gradient = lowering.define(node.output(), OneDnn.plain(node.output().shape()));
    Buffer slope = lowering.temporary(OneDnn.plain(probabilities));
    product(OneDnn.attributes(), turned(seen), dy, window(gradient, VALUES));
    product(OneDnn.attributes(), dy, turned(window(qkv, VALUES)), slope);
    Matrices.softmaxGradient(lowering, node, slope, seen, slope, false);
    product(scaled(), slope, window(qkv, KEYS), window(gradient, QUERIES));
    product(scaled(), turned(slope), window(qkv, QUERIES), window(gradient, KEYS));
  }

  private void product(primitive_attr attributes, Buffer a, Buffer b, Buffer y) {
    Matrices.product(lowering, node, attributes, a, b, y);
  }

  /** Queries, keys or values of [N, T, 3 D] as [N, heads, T, D / heads]. */
  private Buffer window(Buffer qkv, int which) {
    return perHead(qkv, 3 * width).from(which * width * Float.BYTES);
  }

  /** [N, T, D] as [N, heads, T, D / heads]. */
  private Buffer joined(Buffer y) {
    return perHead(y, width);
  }

  private Buffer perHead(Buffer buffer, long token) {
    long each = width / heads;
    return buffer.viewedAs(
        OneDnn.strided(
            new long[] {probabilities[0], heads, tokens, each},
            new long[] {tokens * token, each, token, 1}));
  }

  /** The last two dimensions swapped. */
  private static Buffer turned(Buffer buffer) {
    return buffer.viewedAs(buffer.desc().permute_axes(new int[] {0, 1, 3, 2}));
  }

  /** Multiplies a product by 1 / sqrt(D / heads). */
  private primitive_attr scaled() {
    var ops = new post_ops();
    float scale = (float) (1 / Math.sqrt((double) width / heads));
    ops.append_eltwise(dnnl.algorithm.eltwise_linear, scale, 0f);
    var attributes = OneDnn.attributes();
    attributes.set_post_ops(ops);
    return attributes;
  }
}
