package io.pretext.methods;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A self-supervised method: what to build on top of a backbone so that it learns without labels.
 */
public interface SslMethod {

  /** What sets the method apart from the others. */
  Traits traits();

  /** Adds the method's networks and objective to {@code g}. */
  TrainingGraph build(Graph g, Backbone backbone, Views views);

  /**
   * Adds the trained networks up to what the objective compares, under the paths that {@link
   * #build} gives them.
   *
   * @param image [N, C, H, W]
   * @return [N, D]
   */
  SDVariable embed(Graph g, Backbone backbone, SDVariable image);
}
