package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.Models;
import io.pretext.app.model.Preparation;
import io.pretext.augment.InOrder;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.zoo.model.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real weights, from somebody else's file to the accuracy that they were published with. */
@Tag("slow")
final class AkamasterTest {

  private static final int CLASSES = 10;
  private static final int BATCH = 250;

  @TempDir private Path folder;

  private static Path data(String name) {
    String root = System.getenv("PRETEXT_DATA");
    Assumptions.assumeTrue(root != null, "PRETEXT_DATA is not set");
    Path path = Path.of(root, name);
    Assumptions.assumeTrue(Files.exists(path), path + " is not there");
    return path;
  }

  private Path imported(String file) {
    Path out = folder.resolve("model.safetensors");
    Cli cli = Cli.run("zoo", "import", data("weights/akamaster/" + file), "--out", out, "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("source", "akamaster").containsEntry("missing", 0);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "resnet20-12fca82f.th, resnet20, 91.73", //
    "resnet56-4bfd9763.th, resnet56, 93.39"
  })
  void logitsAndAccuracyAreThePublishedOnes(String file, String backbone, double top1)
      throws IOException {
    FloatBuffer reference = floats(data("reference/" + backbone + "_test_logits.npy"));
    Dataset images =
        Datasets.open(new DataRequest(data("cifar10").toString(), "cifar10", Split.TEST, 0));
    int right = 0;
    float furthest = 0;
    try (Model model = Models.open(imported(file).toString());
        var compiled =
            CompiledModel.of(model, CompiledModel.Output.LOGITS, BATCH, EngineConfig.defaults());
        var parts = inOrder(images, Preparation.of(model.description()))) {
      assertThat(model.description().backbone()).isEqualTo(backbone);
      assertThat(model.description().classes()).isEqualTo(images.classes());
      for (InOrder.Part part : parts) {
        float[] logits = compiled.encoder().encode(part.batch());
        for (int i = 0; i < part.valid(); i++) {
          int best = 0;
          for (int c = 0; c < CLASSES; c++) {
            float logit = logits[i * CLASSES + c];
            float wanted = reference.get((part.first() + i) * CLASSES + c);
            furthest = Math.max(furthest, Math.abs(logit - wanted));
            best = logit > logits[i * CLASSES + best] ? c : best;
          }
          right += best == images.label(part.first() + i) ? 1 : 0;
        }
      }
    }

    assertThat(furthest).isLessThan(1e-3f);
    assertThat(100.0 * right / images.size()).isCloseTo(top1, within(0.05));
  }

  @Test
  void theCommandsSayTheSame() {
    Path model = imported("resnet20-12fca82f.th");

    Cli cli = Cli.run("evaluate", model, "--data", data("cifar10"), "--limit", 1000, "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("images", 1000);
    assertThat((double) cli.json().get("top1")).isBetween(90.0, 94.0);
    assertThat((double) cli.json().get("top5")).isGreaterThan(99);
  }

  private static InOrder inOrder(Dataset images, Preparation preparation) {
    return new InOrder(images, preparation.image(), preparation.normalisation(), BATCH, 1);
  }

  /** The values of a little-endian float32 array, after the header that says so. */
  private static FloatBuffer floats(Path npy) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + Short.toUnsignedInt(bytes.getShort(8));
    return bytes
        .slice(header, bytes.capacity() - header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
