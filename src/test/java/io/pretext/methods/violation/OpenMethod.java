package io.pretext.methods.violation;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.methods.SslMethod;
import io.pretext.methods.TrainingGraph;
import io.pretext.methods.Traits;
import io.pretext.methods.Views;
import io.pretext.zoo.violation.ClosedBackbone;
import org.nd4j.autodiff.samediff.SDVariable;

/** Breaks two rules: it can be extended, and it knows one backbone of the zoo. */
class OpenMethod implements SslMethod {

  private final ClosedBackbone favourite = new ClosedBackbone();

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    throw new IllegalStateException(favourite + " only");
  }

  @Override
  public Traits traits() {
    return null;
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return null;
  }
}
