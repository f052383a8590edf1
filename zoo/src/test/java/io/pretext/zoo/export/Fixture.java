package io.pretext.zoo.export;

import io.pretext.graph.Graph;
import io.pretext.testkit.ClosedForm;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A small model with a classifier of ten classes, none of whose values is one that a mistake would
 * leave as it is: statistics, scales and shifts are all their own.
 */
record Fixture(Description description, Map<String, long[]> shapes) implements Model {

  static Fixture of(String backbone, double width, boolean deploy, int side) {
    var description =
        new Description(
            backbone,
            width,
            deploy,
            side,
            List.of(0.5, 0.5, 0.5),
            List.of(0.25, 0.25, 0.25),
            List.of("a", "b"),
            "pretext");
    return of(description);
  }

  static Fixture of(Description description) {
    Graph graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    build(graph, description, 1);
    return new Fixture(description, graph.values());
  }

  /** This with a layer of a projector on top. */
  Fixture with(Projector projector) {
    return of(description.withProjector(projector));
  }

  /** This with other norms after its convolutions. */
  Fixture with(Norm norm, boolean standardise) {
    Description d = description;
    return of(
        new Description(
            d.backbone(),
            d.width(),
            d.deploy(),
            d.image(),
            d.mean(),
            d.deviation(),
            d.classes(),
            d.source(),
            norm,
            standardise,
            d.projector()));
  }

  /** What the network gives in SameDiff's own session, built for exactly these images. */
  Map<String, INDArray> reference(INDArray images) {
    Graph graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    Classifier network = build(graph, description, images.size(0));
    Map<String, SDVariable> outputs =
        Map.of(
            "features", network.features().pooled(),
            "map", network.features().map(),
            "logits", network.answer());
    String[] names = outputs.values().stream().map(SDVariable::name).toArray(String[]::new);
    Map<String, INDArray> values =
        graph.materialise(this::read).output(Map.of("image", images), names);
    Map<String, INDArray> results = new LinkedHashMap<>();
    outputs.forEach((name, variable) -> results.put(name, values.get(variable.name())));
    return results;
  }

  private static Classifier build(Graph graph, Description description, long batch) {
    BackboneOptions options = description.options();
    int side = description.image();
    return Classifier.build(
        graph,
        Backbones.create(description.backbone(), options),
        graph.input("image", batch, 3, side, side),
        10);
  }

  @Override
  public Set<String> paths() {
    return shapes.keySet();
  }

  @Override
  public long[] shape(String path) {
    return shapes.get(path);
  }

  @Override
  public float[] read(String path) {
    return ClosedForm.values(path, shapes.get(path));
  }

  @Override
  public void close() {}
}
