package io.pretext.methods;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;

/**
 * A self-supervised method: what to build on top of a backbone so that it learns without labels.
 */
public interface SslMethod {

  /** Adds the method's networks and objective to {@code g}. */
  TrainingGraph build(Graph g, Backbone backbone, Views views);
}
