package io.pretext.graph;

import java.util.List;

/**
 * What a layer of the vocabulary is, beside the SameDiff primitives that define it.
 *
 * <p>An engine with a kernel for the layer takes the record and skips the primitives; any other
 * engine runs the primitives. Both must agree; the contract tests hold them to it.
 */
public sealed interface Layer {

  /** Inputs x [N, C, H, W], weight [O, C / groups, kh, kw], optionally bias [O]. */
  record Convolution(int stride, int padding, int dilation, int groups) implements Layer {}

  /** Inputs x [..., I], weight [O, I], optionally bias [O]; output [..., O]. */
  record Linear() implements Layer {}

  /**
   * Batch statistics over every dimension but the second. Inputs x [N, C] or [N, C, H, W], weight
   * [C], bias [C] (constants where they are not learnt); outputs y, the batch mean [C] and the
   * biased batch variance [C].
   *
   * @param groups where more than 1, each of so many equal runs of rows is normalised on its own,
   *     and mean and variance are [groups, C]
   */
  record BatchNorm(double epsilon, int groups) implements Layer {}

  /** Recalled statistics. Inputs x, weight [C], bias [C], mean [C], variance [C]; output y. */
  record FrozenBatchNorm(double epsilon) implements Layer {}

  /** Over the last dimension. Inputs x [..., D], weight [D], bias [D]; output y. */
  record LayerNorm(double epsilon) implements Layer {}

  /**
   * What the heads of self-attention see. Input [N, T, 3 D]: queries, keys and values, in each the
   * heads one after the other; output [N, T, D], the heads one after the other.
   */
  record Attention(int heads) implements Layer {}

  /** Rows of a table by their numbers, no gradient. Inputs table [K, D], numbers [N]; [N, D]. */
  record Rows() implements Layer {}

  /** x * (1 + erf(x / sqrt 2)) / 2. */
  record Gelu() implements Layer {}

  /** Over the last dimension. */
  record Softmax() implements Layer {}

  /** Over the last dimension. */
  record LogSoftmax() implements Layer {}

  /** Square windows of [N, C, H, W]; padding never wins a maximum, and an average has none. */
  record Pool(Kind kind, int kernel, int stride, int padding) implements Layer {

    /** What a window becomes. */
    public enum Kind {
      MAX,
      AVERAGE
    }
  }

  /** Mean over height and width: [N, C, H, W] to [N, C]. */
  record GlobalAveragePool() implements Layer {}

  /**
   * A layer in a graph.
   *
   * @param path where it stands, for errors and logs
   * @param inputs names of variables, in the order the layer's comment gives
   * @param outputs names of variables
   */
  record Node(Layer layer, String path, List<String> inputs, List<String> outputs) {

    public Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }
}
