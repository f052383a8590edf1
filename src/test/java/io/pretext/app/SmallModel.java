package io.pretext.app;

import io.pretext.graph.Graph;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** A file with a quarter of a ResNet-20 that nobody trained. */
public final class SmallModel {

  private SmallModel() {}

  /**
   * Writes it.
   *
   * @param classes of its classifier; empty for a backbone alone
   */
  public static Path write(Path file, List<String> classes) {
    return write(file, "resnet20", classes);
  }

  /** Writes a quarter of another backbone. */
  static Path write(Path file, String backbone, List<String> classes) {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 1);
    var features =
        Backbones.create(backbone, 0.25).build(graph, graph.input("image", 1, 3, 32, 32));
    if (!classes.isEmpty()) {
      Classifier.on(graph, features, classes.size());
    }
    Map<String, long[]> shapes = graph.values();
    var half = List.of(0.5, 0.5, 0.5);
    ModelFile.write(
        file,
        new Description(backbone, 0.25, false, 32, half, half, classes, "test"),
        shapes,
        graph::initial);
    return file;
  }
}
