package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.Pretext;
import io.pretext.app.model.ExportFormat;
import io.pretext.app.model.Models;
import io.pretext.app.model.Preparation;
import io.pretext.app.run.FrozenModel;
import io.pretext.augment.EvaluationView;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.graph.Safetensors;
import io.pretext.graph.Tensor;
import io.pretext.testkit.ClosedForm;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.WeightShapes;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The words of 'zoo export'; what the files hold is tested where they are written. */
final class ZooExportTest {

  @TempDir private Path folder;

  /** A model of 32 pixels with a classifier of ten classes. */
  private Path model(String backbone, double width) {
    WeightShapes network = WeightShapes.of(backbone, BackboneOptions.ofWidth(width), 32);
    var shapes = new LinkedHashMap<>(network.values());
    for (String head : network.heads()) {
      shapes.put(head + "/weight", new long[] {10, network.features()});
      shapes.put(head + "/bias", new long[] {10});
    }
    List<Double> half = List.of(0.5, 0.5, 0.5);
    Path file = folder.resolve(backbone + ".safetensors");
    ModelFile.write(
        file,
        new Description(backbone, width, false, 32, half, half, List.of(), "pretext"),
        shapes,
        path -> ClosedForm.values(path, shapes.get(path)));
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatIsWritten(ExportFormat format) {
    Path out = folder.resolve("out" + format.ending());

    Cli cli =
        Cli.run(
            "zoo", "export", model("resnet18", 0.125), "--format", format, "--out", out, "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json())
        .containsEntry("format", format.toString())
        .containsEntry("backbone", "resnet18")
        .containsEntry("image", 32)
        .containsEntry("out", out.toString());
    assertThat(out).isNotEmptyFile();
  }

  /** What DINO keeps is its teacher, a transformer under another scope than the student. */
  @Test
  void aTransformerThatDinoTrainedReadsBackInStockSameDiff() throws IOException {
    Path run = folder.resolve("dino");
    Path file = folder.resolve("dino.fb");
    Pretext.pretrain("cifar10/dino-vit-mini-4")
        .set("smoke=true")
        .set("schedule.epochs=1")
        .set("evaluate.queries=16")
        .set("engine.threads=1")
        .limit(32)
        .out(run)
        .run()
        .close();

    Cli cli = Cli.run("zoo", "export", run, "--format", "samediff", "--out", file);

    assertThat(cli.code()).as(cli.err()).isZero();
    Dataset shapes = Datasets.open(new DataRequest("shapes", "", Split.TRAIN, 5));
    float[][] expected;
    EvaluationView view;
    try (var frozen = FrozenModel.open(run.toString());
        Model model = Models.open(run.toString())) {
      expected = frozen.embed(shapes);
      var preparation = Preparation.of(model.description());
      view = new EvaluationView(preparation.image(), preparation.normalisation());
    }
    Tensor images = Tensor.zeros(5, 3, 32, 32);
    for (int i = 0; i < 5; i++) {
      view.write(shapes.image(i), images.data(), i * 3 * 32 * 32);
    }
    INDArray pixels = Nd4j.createFromArray(images.toArray()).reshape(5, 3, 32, 32);
    INDArray features =
        SameDiff.load(file.toFile(), false).outputSingle(Map.of("image", pixels), "features");
    for (int i = 0; i < 5; i++) {
      for (int d = 0; d < expected[i].length; d++) {
        assertThat(features.getFloat(i, d)).isCloseTo(expected[i][d], within(1e-4f));
      }
    }
    assertThat(features.getFloat(0, 0)).isNotEqualTo(features.getFloat(1, 0));
  }

  @Test
  void anExportedSafetensorsFileIsAModelAgain() {
    Path once = folder.resolve("once.safetensors");
    Path twice = folder.resolve("twice.safetensors");
    Cli.run("zoo", "export", model("resnet18", 0.125), "--format", "safetensors", "--out", once);

    Cli cli = Cli.run("zoo", "export", once, "--format", "safetensors", "--out", twice);

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(twice).hasSameBinaryContentAs(once);
    try (Safetensors tensors = Safetensors.open(once)) {
      assertThat(tensors.names()).contains("conv1.weight").doesNotContain("fc.weight");
      assertThat(tensors.type("bn1.num_batches_tracked")).isEqualTo("I64");
    }
  }

  @Test
  void wholeKeepsTheClassifier() {
    Path out = folder.resolve("whole.safetensors");

    Cli.run(
        "zoo",
        "export",
        model("resnet18", 0.125),
        "--format",
        "safetensors",
        "--whole",
        "--out",
        out);

    try (Safetensors tensors = Safetensors.open(out)) {
      assertThat(tensors.shape("fc.weight")).containsExactly(10, 64);
    }
  }

  @Test
  void deployFusesTheBranches() {
    Path out = folder.resolve("deploy.safetensors");

    Cli.run(
        "zoo",
        "export",
        model("repvgg-mini", 0.25),
        "--format",
        "safetensors",
        "--deploy",
        "--out",
        out);

    try (Safetensors tensors = Safetensors.open(out)) {
      assertThat(tensors.names())
          .contains("stage1.0.rbr_reparam.bias")
          .noneMatch(name -> name.contains("rbr_dense"));
    }
  }

  @Test
  void anotherImageSizeResizesPositions() {
    Path out = folder.resolve("large.safetensors");

    Cli.run(
        "zoo",
        "export",
        model("vit-mini-4", 0.5),
        "--format",
        "safetensors",
        "--image",
        "64",
        "--out",
        out);

    try (ModelFile large = ModelFile.open(out)) {
      assertThat(large.shape("pos_embed")).containsExactly(1, 1 + 16 * 16, 64);
      assertThat(large.description().image()).isEqualTo(64);
    }
  }

  @Test
  void wholeMeansNothingToAGraphFormat() {
    Path out = folder.resolve("out.onnx");

    Cli cli =
        Cli.run(
            "zoo", "export", model("resnet20", 0.25), "--format", "onnx", "--whole", "--out", out);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("--whole is for safetensors and pth; onnx holds one network");
    assertThat(Files.exists(out)).isFalse();
  }

  @Test
  @Tag("slow")
  void aWholeRunHasEveryParameterAndStateButNoOptimizers() {
    Path run = folder.resolve("run");
    Path out = folder.resolve("run.safetensors");
    Cli.run(
        "pretrain",
        "shapes/simclr-resnet20",
        "--set",
        "smoke=true",
        "--stop-after",
        "1",
        "--set",
        "engine.threads=1",
        "--out",
        run);

    Cli cli = Cli.run("zoo", "export", run, "--format", "safetensors", "--whole", "--out", out);

    assertThat(cli.code()).as(cli.err()).isZero();
    try (Safetensors tensors = Safetensors.open(out)) {
      assertThat(tensors.names())
          .contains("backbone.conv1.weight", "backbone.bn1.num_batches_tracked")
          .anyMatch(name -> name.startsWith("projector."))
          .allMatch(name -> name.matches("(backbone|projector)\\..*"));
    }
  }
}
