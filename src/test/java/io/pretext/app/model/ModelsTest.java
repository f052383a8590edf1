package io.pretext.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.Pretext;
import io.pretext.app.run.FrozenModel;
import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.RunRequest;
import io.pretext.app.terminal.Console;
import io.pretext.evaluate.Knn;
import io.pretext.fetch.Sha256;
import io.pretext.graph.Graph;
import io.pretext.graph.Safetensors;
import io.pretext.testkit.ClosedForm;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.PositionEmbeddings;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
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

  private static Pretext.Training shortTraining(Path out) {
    return Pretext.pretrain("shapes/simclr-resnet20")
        .set("smoke=true")
        .set("schedule.epochs=2")
        .set("engine.threads=1")
        .set("optimizer.rate=1e-30")
        .set("optimizer.weightDecay=0")
        .limit(16)
        .out(out);
  }

  /** At a rate of nothing, what comes out is what went in. */
  @Test
  void trainingStartsFromTheWeightsOfAModel() throws IOException {
    Path weights = folder.resolve("start.safetensors");
    Files.copy(file, weights);
    Path out = folder.resolve("started");

    shortTraining(out).set("backbone.weights=" + weights).run().close();

    String path = "layer2/0/conv1/weight";
    try (Model before = Models.open(weights.toString());
        Model after = Models.open(out.toString())) {
      assertThat(after.read(path)).isEqualTo(before.read(path));
    }
    assertThat(RunDirectory.open(out).provenance().weights())
        .isEqualTo("sha256:" + Sha256.of(weights));
  }

  @Test
  void aRunResumesWithoutTheFileItStartedFrom() throws IOException {
    Path weights = folder.resolve("gone.safetensors");
    Files.copy(file, weights);
    String set = "backbone.weights=" + weights;
    Path out = folder.resolve("resumed");
    var request =
        new PretrainRequest(
            "shapes/simclr-resnet20",
            new RunRequest(
                Optional.empty(),
                Optional.of(16),
                List.of("smoke=true", "engine.threads=1", set),
                Optional.of(out),
                false,
                Optional.of(1)));
    var silent = new Console(System.out, System.err, false);
    Pretraining.of(request, silent).run();
    String digest = RunDirectory.open(out).provenance().weights();
    Files.delete(weights);

    try (var resumed =
        Pretext.pretrain("shapes/simclr-resnet20")
            .set("smoke=true")
            .set("engine.threads=1")
            .set(set)
            .limit(16)
            .out(out)
            .resume()
            .run()) {
      assertThat(resumed.result().orElseThrow().epochs()).isEqualTo(2);
    }
    assertThat(RunDirectory.open(out).provenance().weights()).isEqualTo(digest).isNotEmpty();
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedBeforeARunBegins() {
    Path out = folder.resolve("refused");

    assertThatThrownBy(
            () ->
                shortTraining(out).set("backbone.width=0.5").set("backbone.weights=" + file).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weights of resnet20 (width 0.25)")
        .hasMessageContaining("resnet20 (width 0.5)")
        .hasMessageContaining("set backbone.name=resnet20 and backbone.width=0.25");
    assertThat(out).doesNotExist();
  }

  @Test
  void aShapeThatDoesNotFitIsNamed() {
    try (Model model = Models.open(file.toString())) {
      assertThatThrownBy(
              () -> InitialWeights.of("it", model, Map.of("bn1/weight", new long[] {5}), 32))
          .hasMessageContaining("it has 'bn1/weight' with shape [4], the network's is [5]");
      assertThatThrownBy(
              () -> InitialWeights.of("it", model, Map.of("bn9/weight", new long[] {4}), 32))
          .hasMessageContaining("it has no 'bn9/weight'");
    }
  }

  @Test
  void positionsAreResizedToTheImagesOfTheNetwork() {
    var description =
        new Description(
            "vit-mini-4", 1, false, 32, List.of(0.5), List.of(0.5), List.of(), "pretext");
    Path vit = folder.resolve("vit.safetensors");
    ModelFile.write(
        vit,
        description,
        Map.of("pos_embed", new long[] {1, 65, 128}),
        path -> ClosedForm.values(path, 1, 65, 128));

    try (Model model = Models.open(vit.toString())) {
      Map<String, long[]> larger = Map.of("pos_embed", new long[] {1, 257, 128});
      float[] positions = InitialWeights.of("it", model, larger, 64).apply("pos_embed");

      assertThat(positions)
          .isEqualTo(
              PositionEmbeddings.resize(
                  ClosedForm.values("pos_embed", 1, 65, 128), 128, 1, 16, 16));
      assertThatThrownBy(() -> InitialWeights.of("it", model, larger, 32))
          .hasMessageContaining("it has 'pos_embed' with shape [1, 65, 128]");
    }
  }

  @Test
  void whatIsNoModelIsRefused() {
    assertThatThrownBy(() -> Models.open(folder.resolve("nothing").toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither a run directory nor a file, and in the zoo did you mean");
    Path plain = folder.resolve("plain.safetensors");
    Safetensors.write(plain, Map.of(), name -> new float[0], Map.of());
    assertThatThrownBy(() -> Models.open(plain.toString())).hasMessageContaining("zoo import");
  }
}
