package io.pretext.zoo.export;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A model as a graph for evaluation that takes any number of images at once.
 *
 * <p>Its input is {@link #INPUT}, [N, 3, H, W], normalised as the model's description says.
 *
 * @param graph without values; {@link Model#read} has one for each of its parameters and states
 * @param outputs the variables to compute, by name: {@link #FEATURES} [N, C], {@link #MAP} [N, C,
 *     h, w], and {@link #LOGITS} [N, classes] if the model has classifiers
 */
public record ExportGraph(Graph graph, Map<String, SDVariable> outputs) {

  public static final String INPUT = "image";
  public static final String FEATURES = "features";
  public static final String MAP = "map";
  public static final String LOGITS = "logits";

  /** Builds the network of {@code model}. */
  public static ExportGraph of(Model model) {
    ExportGraph two = build(model, 2);
    ExportGraph three = build(model, 3);
    AnyBatch.free(two.graph, three.graph);
    return two;
  }

  private static ExportGraph build(Model model, int batch) {
    Description description = model.description();
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    int side = description.image();
    SDVariable image = graph.input(INPUT, batch, 3, side, side);
    Backbone backbone = Backbones.create(description.backbone(), description.options());
    Backbone.Features features = backbone.build(graph, image);
    var outputs = new LinkedHashMap<String, SDVariable>();
    outputs.put(FEATURES, features.pooled());
    outputs.put(MAP, features.map());
    classes(model, features)
        .ifPresent(
            classes -> outputs.put(LOGITS, Classifier.on(graph, features, classes).answer()));
    return new ExportGraph(graph, outputs);
  }

  /** How many classes the classifiers of {@code model} know; empty if it has none. */
  private static Optional<Integer> classes(Model model, Backbone.Features features) {
    Set<String> paths = model.paths();
    String weight = features.heads().keySet().iterator().next() + "/weight";
    return paths.contains(weight) ? Optional.of((int) model.shape(weight)[0]) : Optional.empty();
  }
}
