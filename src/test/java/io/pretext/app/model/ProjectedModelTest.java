package io.pretext.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.Pretext;
import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.augment.InOrder;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Safetensors;
import io.pretext.graph.Tensor;
import io.pretext.methods.Methods;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Projector;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** A run taken up to the first layer of its projector. */
final class ProjectedModelTest {

  private static final int BATCH = 4;

  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = pretrain("cifar10/simclr-v2-resnet20");
  }

  private static Path pretrain(String preset) {
    Path out = folder.resolve(preset.replace('/', '-'));
    Pretext.pretrain(preset)
        .set("smoke=true")
        .set("schedule.epochs=1")
        .set("engine.threads=1")
        .set("evaluate.queries=16")
        .limit(32)
        .out(out)
        .run()
        .close();
    return out;
  }

  private static Tensor images() {
    Tensor images = Tensor.zeros(BATCH, 3, 32, 32);
    for (int i = 0; i < images.data().capacity(); i++) {
      images.data().put(i, (float) Math.sin(0.7 * i));
    }
    return images;
  }

  private static float[] features(Model model) {
    var engine = EngineConfig.defaults();
    try (var compiled = CompiledModel.of(model, CompiledModel.Output.FEATURES, BATCH, engine)) {
      return compiled.encoder().encode(new Batch(Map.of(InOrder.INPUT, images()))).clone();
    }
  }

  /** What goes into the second layer of the projector that the method itself builds. */
  private static float[] intermediate(Path run) {
    PretrainConfig config = PretrainConfig.of(RunDirectory.open(run).config());
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    var backbone = Backbones.create(config.backbone().name(), config.backbone().options());
    Methods.create(config.method()).embed(g, backbone, g.input("image", BATCH, 3, 32, 32));
    String second =
        g.layers().values().stream()
            .filter(layer -> layer.path().endsWith("projector/fc2"))
            .findFirst()
            .orElseThrow()
            .inputs()
            .get(0);
    var outputs = Map.of("hidden", g.sd().getVariable(second));
    try (Safetensors checkpoint = RunDirectory.open(run).checkpoint().open();
        var inference = new OneDnnEngine().inference(g, outputs, EngineOptions.defaults(1))) {
      inference.load(checkpoint::read);
      return inference.run(new Batch(Map.of("image", images()))).get("hidden").clone();
    }
  }

  private static void requireClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
      most = Math.max(most, expected[i]);
    }
    assertThat(most).isGreaterThan(0.1);
  }

  @Test
  void itGivesWhatTheMethodsSecondLayerSees() {
    try (Model model = Models.open(run.toString(), Models.From.PROJECTOR);
        Model backbone = Models.open(run.toString(), Models.From.BACKBONE)) {
      assertThat(model.description().projector()).isEqualTo(new Projector(512, true));
      assertThat(model.paths())
          .hasSize(backbone.paths().size() + 5)
          .contains("projector/fc1/weight", "projector/bn1/running_var");
      assertThat(model.shape("projector/fc1/weight")).containsExactly(512, 16);
      requireClose(features(model), intermediate(run));
      assertThat(features(backbone)).hasSize(BATCH * 16);
    }
  }

  /** SupCon's projector has a bias and no norm, and its scope is the root. */
  @Test
  void aProjectorWithoutNormsIsTakenAsItIs() {
    Path supcon = pretrain("cifar10/supcon-resnet20");
    try (Model model = Models.open(supcon.toString(), Models.From.PROJECTOR)) {
      assertThat(model.description().projector().norm()).isFalse();
      assertThat(model.paths()).contains("projector/fc1/bias");
      requireClose(features(model), intermediate(supcon));
    }
  }

  @Test
  void aFileOfItIsAModelWithProjector() {
    Path file = folder.resolve("projected.safetensors");
    try (Model model = Models.open(run.toString(), Models.From.PROJECTOR)) {
      ExportFormat.SAFETENSORS.write(file, model, false);
      try (Model read = Models.open(file.toString());
          Model asked = Models.open(file.toString(), Models.From.PROJECTOR)) {
        assertThat(read.description()).isEqualTo(model.description());
        requireClose(features(read), features(model));
        requireClose(features(asked), features(model));
      }
    }
  }

  @Test
  void aClassifierTrainedFromItKeepsIt() {
    Path tuned = folder.resolve("tuned");

    Pretext.finetune(run.toString())
        .fromProjector()
        .freeze("backbone")
        .data("shapes")
        .limit(32)
        .set("schedule.batch=16")
        .set("schedule.epochs=1")
        .set("schedule.warmup=0")
        .set("evaluate.queries=16")
        .set("engine.threads=1")
        .out(tuned)
        .run()
        .close();

    try (Model model = Models.open(tuned.toString());
        Model start = Models.open(run.toString(), Models.From.PROJECTOR)) {
      assertThat(model.description().projector()).isEqualTo(new Projector(512, true));
      assertThat(model.shape("linear/weight")).containsExactly(10, 512);
      assertThat(model.read("projector/fc1/weight")).isEqualTo(start.read("projector/fc1/weight"));
      requireClose(features(model), features(start));
    }
  }

  @Test
  void whatHasNoSuchLayerIsRefused() {
    Path instdisc = pretrain("cifar10/instdisc-resnet20");
    assertThatThrownBy(() -> Models.open(instdisc.toString(), Models.From.PROJECTOR))
        .hasMessage(
            "instdisc has no projector with a hidden layer that could be kept: leave out --from"
                + " projector");
    Path file = folder.resolve("plain.safetensors");
    try (Model model = Models.open(run.toString())) {
      ExportFormat.SAFETENSORS.write(file, model, false);
    }
    assertThatThrownBy(() -> Models.open(file.toString(), Models.From.PROJECTOR))
        .hasMessageEndingWith(
            "plain.safetensors holds no projector, as runs of pre-training do: name such a run, or"
                + " leave out --from projector");
    assertThatThrownBy(() -> Pretext.finetune("resnet20").scratch().fromProjector().data("x").run())
        .hasMessageStartingWith("a backbone from scratch has no projector");
    assertThatThrownBy(
            () ->
                Pretext.pretrain("shapes/simclr-resnet20").set("backbone.projector.width=9").run())
        .hasMessageContaining("backbone.projector must be left out");
  }
}
