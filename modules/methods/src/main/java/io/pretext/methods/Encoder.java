package io.pretext.methods;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A backbone with a projector on its pooled features, in the scopes {@code backbone} and {@code
 * projector} under the current one.
 */
record Encoder(Backbone backbone, Mlp projector) {

  /** Adds the networks to {@code g}: [N, C, H, W] to [N, D]. */
  SDVariable build(Graph g, SDVariable image) {
    SDVariable features = g.in("backbone", () -> backbone.build(g, image).pooled());
    return projector.build(g, "projector", features);
  }

  /** The same in the root scope {@code scope}. */
  SDVariable build(Graph g, String scope, SDVariable image) {
    return g.in(scope, () -> build(g, image));
  }

  /** The same in {@code scope}, as a target: no gradient, and no unit or branch is dropped. */
  SDVariable target(Graph g, String scope, SDVariable image) {
    return g.stopGradient(g.withoutDrop(() -> build(g, scope, image)));
  }
}
