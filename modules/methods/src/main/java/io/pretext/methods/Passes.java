package io.pretext.methods;

import io.pretext.graph.Graph;
import io.pretext.graph.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Which views go through a network together. It changes results where the network has batch norms:
 * their statistics are those of one pass.
 */
public enum Passes {
  /** Every view on its own. */
  EACH,
  /** All views of one size in one batch. */
  TOGETHER;

  /**
   * What {@code network} makes of every view, in order.
   *
   * @param network from [n, C, H, W] to [n, D], row by row but for its norms
   */
  List<SDVariable> apply(Graph g, Views views, UnaryOperator<SDVariable> network) {
    if (this == EACH) {
      return views.images().stream().map(network).toList();
    }
    List<SDVariable> outputs = new ArrayList<>();
    long n = views.batch();
    for (int[] run : views.sizes()) {
      SDVariable[] parts = views.images().subList(run[0], run[1]).toArray(SDVariable[]::new);
      SDVariable all = network.apply(Ops.concat(g, 0, parts));
      for (int i = 0; i < parts.length; i++) {
        outputs.add(parts.length == 1 ? all : Ops.slice(g, all, 0, i * n, (i + 1) * n));
      }
    }
    return outputs;
  }
}
