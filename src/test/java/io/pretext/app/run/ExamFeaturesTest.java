package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.augment.InOrder;
import io.pretext.evaluate.Knn;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exam compares what {@code evaluate.features} names, of the network that is trained. */
final class ExamFeaturesTest {

  private static final String MOCO = "cifar10/moco-v2-resnet20";

  @TempDir private Path folder;

  private static PretrainConfig config(String features) {
    return PretrainConfig.resolve(
        MOCO, List.of("smoke=true", "evaluate.batch=2", "evaluate.features=" + features));
  }

  private static float[] encode(FrozenBackbone frozen) {
    Tensor images = Tensor.zeros(2, 3, 32, 32);
    for (int i = 0; i < images.data().capacity(); i++) {
      images.data().put(i, (float) Math.sin(i));
    }
    return frozen.encoder().encode(new Batch(Map.of(InOrder.INPUT, images))).clone();
  }

  @Test
  void theEmbeddingIsBehindTheProjector() {
    try (var backbone = FrozenBackbone.untrained(config("backbone"), "online/backbone");
        var embedding = FrozenBackbone.untrained(config("embedding"), "online/backbone")) {
      assertThat(encode(backbone)).hasSize(2 * 16);
      assertThat(encode(embedding)).hasSize(2 * 128);
    }
  }

  @Test
  void anUnknownChoiceNamesTheNearest() {
    assertThatThrownBy(() -> config("embeding"))
        .hasMessage(
            "evaluate.features has no choice 'embeding', did you mean 'embedding'?"
                + " (known: backbone, embedding)");
  }

  @Test
  void theEpochsToLookAfterCanBeNamed() {
    var evaluate =
        PretrainConfig.resolve(MOCO, List.of("evaluate.every=0", "evaluate.at=[1, 3]")).evaluate();

    assertThat(List.of(1, 2, 3, 4).stream().filter(evaluate::isDue)).containsExactly(1, 3);
    assertThatThrownBy(() -> PretrainConfig.resolve(MOCO, List.of("evaluate.at=[0]")))
        .hasMessageStartingWith("evaluate.at must be at least 1, was 0");
  }

  @Test
  @Tag("slow")
  void aRunOnEmbeddingsIsExaminedOnEmbeddings() {
    Path run = folder.resolve("run");
    var settings =
        List.of(
            "smoke=true",
            "engine.threads=1",
            "evaluate.every=0",
            "evaluate.at=[1]",
            "evaluate.queries=0",
            "evaluate.features=embedding");
    var request =
        new RunRequest(
            Optional.empty(),
            Optional.empty(),
            settings,
            Optional.of(run),
            false,
            Optional.empty());
    var console = new Console(System.err, System.err, false);

    Map<String, Object> result =
        Pretraining.of(new PretrainRequest(MOCO, request), console).run().orElseThrow();

    Knn other = new Knn(200, 0.1);
    RunExam exam = RunExam.of(run, List.of(Knn.standard(), other)).orElseThrow();
    assertThat(exam.queries()).isEqualTo(2000);
    assertThat(exam.trained()).containsEntry(Knn.standard(), (double) result.get("knn"));
    assertThat(exam.untrained())
        .containsEntry(Knn.standard(), (double) result.get("knn_random_init"))
        .containsKey(other);
    assertThat(
            RunDirectory.open(run).metrics(1).read().stream()
                .filter(line -> line.containsKey("knn"))
                .map(line -> line.get("epoch")))
        .containsExactly(1, 2);
  }
}
