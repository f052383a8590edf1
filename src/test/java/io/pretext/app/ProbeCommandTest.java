package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.Pretext;
import io.pretext.app.run.ProbeRequest;
import io.pretext.evaluate.probe.ProbeMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe}, from the words of the command to its files. */
final class ProbeCommandTest {

  @TempDir private Path folder;

  private Path model() {
    return SmallModel.write(folder.resolve("model.safetensors"), List.of());
  }

  @Test
  void aProbeReportsWhatTheIssueNames() throws IOException {
    Path out = folder.resolve("out");

    Object[] words = {
      "probe", model(), "--data", "shapes", "--limit", 400, "--seeds", "1,2", "--labels", "50%"
    };
    Cli cli = Cli.run(Cli.concat(words, "--method", "sgd", "--out", out, "--json"));

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().keySet())
        .containsExactly(
            "top1",
            "top5",
            "setting",
            "ci95",
            "seconds",
            "method",
            "labels",
            "dataset",
            "images",
            "test_images",
            "features",
            "extracted",
            "extract_seconds",
            "settings",
            "seeds",
            "model");
    assertThat(((Map<?, ?>) cli.json().get("setting")).keySet().toString())
        .isEqualTo("[rate, decay]");
    assertThat((List<?>) cli.json().get("ci95")).hasSize(2);
    assertThat((List<?>) cli.json().get("settings")).hasSize(12);
    List<String> confusion = Files.readAllLines(out.resolve("confusion.csv"));
    List<String> classes = Files.readAllLines(out.resolve("classes.csv"));
    assertThat(classes.get(0)).isEqualTo("class,images,recall,precision,taken_for,times");
    assertThat(confusion).hasSameSizeAs(classes);
    assertThat(cli.err()).contains("chosen", "seed 2: top-1", "top-1 ");

    // The same once more: nothing is extracted, and the answer is the same.
    Cli again = Cli.run(Cli.concat(words, "--method", "SGD", "--json"));
    assertThat(again.json())
        .containsEntry("extracted", 0)
        .containsEntry("top1", cli.json().get("top1"))
        .containsEntry("ci95", cli.json().get("ci95"))
        .containsEntry("setting", cli.json().get("setting"));
  }

  @Test
  void javaGetsTheSame() {
    Path model = model();
    Cli cli = Cli.run("probe", model, "--data", "shapes", "--method", "ridge", "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    try (var learned = Pretext.open(model.toString())) {
      var request = ProbeRequest.on("shapes").with(ProbeMethod.RIDGE);
      assertThat(learned.probe(request).top1()).isEqualTo(cli.json().get("top1"));
    }
  }

  @Test
  void whatIsWrongIsSaidInOneSentence() {
    Cli none = Cli.run("probe", model(), "--data", "shapes", "--limit", 20, "--labels", "1%");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("is not one image for each of its");

    Cli words = Cli.run("probe", model(), "--data", "shapes", "--labels", "few");
    assertThat(words.code()).isEqualTo(1);
    assertThat(words.err()).contains("--labels takes per cent");

    Cli nowhere = Cli.run("probe", model());
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("name labelled ones with --data");
  }
}
