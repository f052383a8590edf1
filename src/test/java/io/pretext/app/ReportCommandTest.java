package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.PretrainConfig;
import io.pretext.config.Bind;
import io.pretext.config.Json;
import io.pretext.train.Provenance;
import io.pretext.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run that is there, whoever wrote it and however far it came. */
final class ReportCommandTest {

  private static final String PRESET = "cifar10/simclr-resnet20";

  @TempDir private Path folder;

  private Path run(String preset, String... changes) {
    Path path = folder.resolve("run");
    var now =
        Provenance.now(0, "avx2", 2, "onednn", "sha256:0")
            .withOrigin(preset, "pretext pretrain it", "a machine");
    var config = Bind.map(PretrainConfig.resolve(PRESET, List.of(changes)));
    RunDirectory run = RunDirectory.start(path, config, Set.of(), now, false);
    run.metrics(1).append(Map.of("epoch", 1, "step", 39, "epoch_loss", 5.5, "knn", 41.25));
    return path;
  }

  @Test
  void aRunGetsItsPage() throws IOException {
    Path run = run(PRESET, "schedule.epochs=3", "method.temperature=0.25");

    Cli cli = Cli.run("report", run, "--json");

    Path page = run.resolve("report.html");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsExactly(Map.entry("report", page.toString()));
    assertThat(page)
        .content()
        .contains("The run began with the preset cifar10/simclr-resnet20, from which")
        .contains("it differs in 2 settings.", "<code>method.temperature</code>", "41.25 %")
        .contains("After epoch 1 of 3", "pretext pretrain it", "a machine");
  }

  @Test
  void thePageGoesWhereItIsTold() {
    Path page = folder.resolve("pages/first.html");

    Cli cli = Cli.run("report", run(PRESET), "--out", page);

    assertThat(cli.out().strip()).isEqualTo(page.toUri().toString());
    assertThat(page).content().contains("from which it differs in nothing.");
  }

  @Test
  void anOldRunIsComparedWithTheNearestPreset() throws IOException {
    Path run = run("", "schedule.epochs=3");
    Path file = run.resolve("provenance.json");
    Map<String, Object> old = Json.parse("provenance", Files.readString(file));
    List.of("preset", "command", "machine").forEach(old::remove);
    Files.writeString(file, Json.pretty(old));

    assertThat(Cli.run("report", run).code()).isZero();

    assertThat(run.resolve("report.html"))
        .content()
        .contains("The nearest is cifar10/simclr-resnet20, from which it differs in one setting.")
        .doesNotContain("<pre>");
  }

  @Test
  void aPresetFileThatHasGoneIsNoError() {
    Path run = run("gone.yaml");

    assertThat(Cli.run("report", run).code()).isZero();

    assertThat(run.resolve("report.html")).content().contains("There is no preset to compare");
  }

  @Test
  void settingsThatNoLongerFitAreShownAsTheyAre() throws IOException {
    Path run = run("");
    Files.writeString(run.resolve("config.yaml"), "method: {name: forgotten, knob: 7}\n");

    assertThat(Cli.run("report", run).code()).isZero();

    assertThat(run.resolve("report.html"))
        .content()
        .contains("<dt><code>knob</code></dt><dd>7</dd>");
  }

  @Test
  void whatIsNoRunIsSaid() {
    Cli cli = Cli.run("report", folder);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err().strip())
        .isEqualTo("pretext: " + folder + " is no run directory: it has no provenance.json");
  }
}
