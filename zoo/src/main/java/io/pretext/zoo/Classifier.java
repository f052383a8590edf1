package io.pretext.zoo;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A backbone with its classifiers, whose parameters are called as in published weights: {@code
 * fc/weight} beside {@code layer1/0/conv1/weight}.
 *
 * @param features what the backbone sees
 * @param logits [N, classes] by the name of the classifier, in the order of {@code features.heads}
 */
public record Classifier(Backbone.Features features, Map<String, SDVariable> logits) {

  /** Adds the backbone and one linear layer on each of its heads to the current scope. */
  public static Classifier build(Graph g, Backbone backbone, SDVariable image, int classes) {
    return on(g, backbone.build(g, image), classes);
  }

  /** Adds one linear layer on each head of a backbone that was built at the current scope. */
  public static Classifier on(Graph g, Backbone.Features features, int classes) {
    var logits = new LinkedHashMap<String, SDVariable>();
    features.heads().forEach((name, x) -> logits.put(name, Layers.linear(g, name, x, classes)));
    return new Classifier(features, logits);
  }

  /** What the classifiers say together: the mean of their logits, [N, classes]. */
  public SDVariable answer() {
    SDVariable sum = logits.values().stream().reduce(SDVariable::add).orElseThrow();
    return logits.size() == 1 ? sum : sum.mul(1.0 / logits.size());
  }
}
