package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.SmallModel;
import io.pretext.app.terminal.Console;
import io.pretext.evaluate.probe.FeatureCache;
import io.pretext.evaluate.probe.ProbeMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes of a small network on procedural images. */
final class ProbingTest {

  private static final int TEST_IMAGES = 2000;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = SmallModel.write(folder.resolve("model.safetensors"), List.of());
  }

  private ProbeResult probe(ProbeRequest request) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    try (FrozenModel model = FrozenModel.open(file.toString())) {
      var cache = new FeatureCache(folder.resolve("cache"));
      return new Probing(model, cache, new Console(nowhere, nowhere, false)).run(request);
    }
  }

  private static ProbeRequest request(ProbeMethod method, double labels, Long... seeds) {
    return new ProbeRequest(
        method, Optional.of("shapes"), Optional.of(400), labels, List.of(seeds));
  }

  @Test
  void everyMethodLearnsSomethingAndOnlyTheFirstExtracts() {
    for (ProbeMethod method : ProbeMethod.values()) {
      ProbeResult result = probe(request(method, 100, 1L));

      int classes = result.classes().size();
      assertThat(result.top1()).as(method.word()).isGreaterThan(1.5 * 100 / classes);
      assertThat(result.top5()).isGreaterThan(result.top1());
      assertThat(result.testImages()).isEqualTo(TEST_IMAGES);
      assertThat(result.features()).isEqualTo(16);
      assertThat(result.extracted()).isEqualTo(method == ProbeMethod.LBFGS ? 400 + TEST_IMAGES : 0);
      assertThat(result.trials().settings()).hasSize(12);
      assertThat(result.trials().ci95().low()).isLessThan(result.top1());
      assertThat(result.trials().ci95().high()).isGreaterThan(result.top1());
    }
  }

  /** Rewritten with the same values, the model is the same; with one bit changed it is another. */
  @Test
  void aChangedModelIsExtractedAnew() throws IOException {
    probe(request(ProbeMethod.RIDGE, 100, 1L));
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, bytes);
    assertThat(probe(request(ProbeMethod.RIDGE, 100, 1L)).extracted()).isZero();

    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(probe(request(ProbeMethod.RIDGE, 100, 1L)).extracted()).isEqualTo(400 + TEST_IMAGES);
  }

  @Test
  void fewLabelsAreDrawnBySeed() {
    ProbeResult result = probe(request(ProbeMethod.RIDGE, 50, 1L, 2L));

    assertThat(result.trials().trials()).hasSize(2);
    assertThat(result.json())
        .containsKeys("top1", "top5", "setting", "ci95", "seconds")
        .containsEntry("labels", 50.0)
        .containsEntry("method", "ridge");
    assertThat((List<?>) result.json().get("seeds")).hasSize(2);
    assertThat(result.trials().trials().get(0).images()).isBetween(150, 200);
    double mean =
        result.trials().trials().stream().mapToDouble(t -> t.accuracy().top1()).average().orElse(0);
    assertThat(result.top1()).isCloseTo(mean, within(1e-9));
  }

  @Test
  void whatCannotBeAskedForIsSaid() {
    assertThatThrownBy(() -> request(ProbeMethod.SGD, 0, 1L)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> request(ProbeMethod.SGD, 10, 1L, 1L))
        .hasMessageContaining("none twice");
  }
}
