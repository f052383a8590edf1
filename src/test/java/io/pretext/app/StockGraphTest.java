package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.Pretext;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.RandomInput;
import io.pretext.graph.ScheduledInput;
import io.pretext.graph.Tensor;
import io.pretext.methods.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What stock SameDiff makes of {@code show --graph}. */
final class StockGraphTest {

  @TempDir private Path folder;

  static Stream<List<String>> graphs() {
    return Stream.concat(
        Methods.names().stream().map(method -> List.of("cifar10/" + method + "-resnet20")),
        Stream.of(
            List.of("imagenet/simclr-resnet50", "backbone.width=0.0625"),
            List.of("cifar10/dino-resnet20", "backbone.name=vit-mini-4"),
            List.of("shapes/simclr-resnet20", "backbone.name=repvgg-mini")));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  @Timeout(60)
  void computesTheLossOfTheFirstStep(List<String> presetAndChanges) throws IOException {
    List<String> changes = new ArrayList<>(List.of("smoke=true"));
    changes.addAll(presetAndChanges.subList(1, presetAndChanges.size()));
    Path file = folder.resolve("graph.fb");
    List<Object> words = new ArrayList<>(List.of("show", presetAndChanges.get(0), "--graph", file));
    changes.forEach(change -> words.addAll(List.of("--set", change)));

    Cli cli = Cli.run(words.toArray());

    assertThat(cli.code()).as(cli.err()).isZero();
    PretrainConfig config = PretrainConfig.resolve(presetAndChanges.get(0), changes);
    Blueprint blueprint = Blueprint.of(config, config.data().limit());
    Map<String, Tensor> batch = batch(blueprint.graph());
    SameDiff loaded = SameDiff.load(file.toFile(), false);
    INDArray loss = loaded.outputSingle(inputs(blueprint.graph(), batch), "loss");
    assertThat(loaded.getLossVariables()).containsExactly("loss");
    try (var step =
        new OneDnnEngine()
            .training(
                blueprint.graph(),
                blueprint.training().loss(),
                Map.of(),
                EngineOptions.defaults(1))) {
      double expected = step.run(new Batch(batch), 0);
      assertThat(loss.getDouble(0)).isCloseTo(expected, within(1e-3 * Math.abs(expected)));
    }
  }

  private static Map<String, Tensor> batch(Graph graph) {
    var random = new SplittableRandom(1);
    var batch = new TreeMap<String, Tensor>();
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              Tensor tensor = Tensor.zeros(shape);
              for (int i = 0; i < tensor.data().capacity(); i++) {
                tensor.data().put(i, shape.length == 1 ? i % 10 : (float) random.nextGaussian());
              }
              batch.put(name, tensor);
            });
    return batch;
  }

  private static Map<String, INDArray> inputs(Graph graph, Map<String, Tensor> batch) {
    Map<String, Tensor> all = new HashMap<>(batch);
    for (RandomInput input : graph.randomInputs()) {
      Tensor drawn = Tensor.zeros(input.shape());
      input.fill(graph.seed(), 0, drawn);
      all.put(input.name(), drawn);
    }
    for (ScheduledInput input : graph.scheduledInputs()) {
      Tensor first = Tensor.zeros();
      input.fill(0, first);
      all.put(input.name(), first);
    }
    var arrays = new HashMap<String, INDArray>();
    all.forEach(
        (name, tensor) ->
            arrays.put(
                name, Nd4j.createFromArray(tensor.toArray()).reshape(tensor.shape().clone())));
    return arrays;
  }

  @Test
  void valuesAreThoseOfTheFirstStep() {
    SameDiff sd = Pretext.pretrain("cifar10/moco-v2-resnet20").set("smoke=true").graph();

    assertThat(sd.getVariable("target/backbone/conv1/weight").getArr())
        .isEqualTo(sd.getVariable("online/backbone/conv1/weight").getArr());
    assertThat(sd.getVariable("queue").getArr().norm2(1).meanNumber().doubleValue())
        .isCloseTo(1, within(1e-5));
    assertThat(sd.inputs()).contains("view0", "view1", "shuffle");
  }

  @Test
  void stockSameDiffDifferentiatesIt() {
    SameDiff sd = Pretext.pretrain("shapes/simclr-resnet20").set("smoke=true").graph();
    Graph graph =
        Blueprint.of(PretrainConfig.resolve("shapes/simclr-resnet20", List.of("smoke=true")), 64)
            .graph();

    Map<String, INDArray> gradients =
        sd.calculateGradients(inputs(graph, batch(graph)), "backbone/conv1/weight");

    assertThat(gradients.get("backbone/conv1/weight").norm2Number().doubleValue()).isPositive();
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    Path file = folder.resolve("graph.fb");
    assertThat(Cli.run("show", "finetune/conv", "--graph", file).err())
        .contains("--graph writes what a method trains", "zoo export");
    assertThat(Cli.run("show", "--graph", file).err()).contains("--graph must come with a preset");
    assertThat(
            Cli.run(
                    "show",
                    "shapes/simclr-resnet20",
                    "--set",
                    "backbone.weights=resnet20-simclr-cifar10",
                    "--graph",
                    file)
                .err())
        .contains("backbone.weights must be empty");
    assertThat(file).doesNotExist();
    assertThat(Files.exists(folder.resolve("graph.fb.part"))).isFalse();
  }
}
