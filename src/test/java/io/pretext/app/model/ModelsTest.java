package io.pretext.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.Pretext;
import io.pretext.app.run.FrozenModel;
import io.pretext.evaluate.Knn;
import io.pretext.graph.Graph;
import io.pretext.graph.Safetensors;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

final class ModelsTest {

  @TempDir private static Path folder;
  private static Path run;
  private static Path file;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    Pretext.pretrain("shapes/simclr-resnet20")
        .set("smoke=true")
        .set("schedule.epochs=1")
        .set("views.normalise=cifar10")
        .set("engine.threads=1")
        .limit(16)
        .out(run)
        .run()
        .close();
    file = folder.resolve("copy.safetensors");
    try (Model model = Models.open(run.toString())) {
      var shapes = new LinkedHashMap<String, long[]>();
      model.paths().forEach(path -> shapes.put(path, model.shape(path)));
      ModelFile.write(file, model.description(), shapes, model::read);
    }
  }

  @Test
  void aRunDescribesItself() {
    try (Model model = Models.open(run.toString())) {
      assertThat(model.description())
          .isEqualTo(
              new Description(
                  "resnet20",
                  0.25,
                  false,
                  32,
                  List.of(0.4914, 0.4822, 0.4465),
                  List.of(0.247, 0.2435, 0.2616),
                  List.of(),
                  "pretext"));
    }
  }

  /** No projector, no optimizer: what a backbone of that name has, and nothing else. */
  @Test
  void aRunHoldsTheBackboneOnly() {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    Backbones.create("resnet20", 0.25).build(graph, graph.input("image", 1, 3, 32, 32));
    Set<String> wanted = new HashSet<>(graph.parameters().keySet());
    wanted.addAll(graph.states().keySet());

    try (Model model = Models.open(run.toString())) {
      assertThat(model.paths()).containsExactlyInAnyOrderElementsOf(wanted);
      assertThat(model.shape("layer1/0/conv1/weight")).containsExactly(4, 4, 3, 3);
    }
  }

  @Test
  void aRunAndItsFileGiveTheSameFeatures() {
    try (var ofRun = Pretext.open(run);
        var ofFile = Pretext.open(file.toString())) {
      assertThat(ofFile.embed("shapes")[7]).isEqualTo(ofRun.embed("shapes")[7]);
    }
  }

  @Test
  void aFileRemembersNoImages() {
    try (var model = FrozenModel.open(file.toString())) {
      assertThatThrownBy(() -> model.knn(Knn.standard(), Optional.empty(), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--data");
    }
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertThatThrownBy(() -> Models.open(folder.resolve("nothing").toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither a run directory nor a file");
    Path plain = folder.resolve("plain.safetensors");
    Safetensors.write(plain, Map.of(), name -> new float[0], Map.of());
    assertThatThrownBy(() -> Models.open(plain.toString())).hasMessageContaining("zoo import");
  }
}
