package io.pretext.dl4j;

import io.pretext.graph.Graph;
import io.pretext.testkit.ClosedForm;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model with a classifier of ten classes and values that follow from their paths. */
record Fixture(Description description, Map<String, long[]> shapes) implements Model {

  static Fixture of(String backbone, double width, boolean deploy, int side) {
    List<Double> half = List.of(0.5, 0.5, 0.5);
    var description =
        new Description(backbone, width, deploy, side, half, half, List.of(), "pretext");
    return of(description);
  }

  /** A narrow ResNet-20 with these norms. */
  static Fixture of(Norm norm, boolean standardise) {
    List<Double> half = List.of(0.5, 0.5, 0.5);
    return of(
        new Description(
            "resnet20",
            0.25,
            false,
            16,
            half,
            half,
            List.of(),
            "pretext",
            norm,
            standardise,
            Projector.NONE));
  }

  /** This with a layer of a projector on top. */
  Fixture with(Projector projector) {
    return of(description.withProjector(projector));
  }

  private static Fixture of(Description description) {
    Graph graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    build(graph, description, 1);
    return new Fixture(description, graph.values());
  }

  /** Without its classifier. */
  Fixture backbone() {
    var rest = new LinkedHashMap<>(shapes);
    rest.keySet().removeIf(path -> path.matches("(fc|linear)/.*"));
    return new Fixture(description, rest);
  }

  /** What SameDiff computes: features [N, C]. */
  INDArray features(INDArray images) {
    Graph graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    Classifier network = build(graph, description, images.size(0));
    String name = network.features().pooled().name();
    return graph.materialise(this::read).outputSingle(Map.of("image", images), name);
  }

  /** What SameDiff computes: class probabilities [N, 10]. */
  INDArray probabilities(INDArray images) {
    Graph graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    Classifier network = build(graph, description, images.size(0));
    String name = graph.sd().nn().softmax(network.answer(), 1).name();
    return graph.materialise(this::read).outputSingle(Map.of("image", images), name);
  }

  private static Classifier build(Graph graph, Description description, long batch) {
    int side = description.image();
    return Classifier.build(
        graph,
        Backbones.create(description.backbone(), description.options()),
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
