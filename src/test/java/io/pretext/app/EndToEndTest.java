package io.pretext.app;

import static io.pretext.app.Cli.concat;
import static io.pretext.app.Runs.metrics;
import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.Pretext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on 64 built-in images, from the words of the command to the run directory. */
@Tag("slow")
final class EndToEndTest {

  private static final Object[] SMOKE = {
    "pretrain",
    "shapes/simclr-resnet20",
    "--set",
    "smoke=true",
    "--set",
    "schedule.epochs=3",
    "--set",
    "engine.threads=1"
  };

  @TempDir private Path folder;

  private static Cli pretrain(Path out, Object... more) {
    return Cli.run(concat(concat(SMOKE, "--out", out, "--json"), more));
  }

  @Test
  void aRunReportsWhatTheIssueNames() throws IOException {
    Path run = folder.resolve("run");

    Cli cli = pretrain(run);

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().keySet())
        .containsExactly(
            "method",
            "backbone",
            "dataset",
            "images",
            "epochs",
            "steps",
            "loss_first",
            "loss_last",
            "knn",
            "knn_random_init",
            "knn_pixels",
            "probe",
            "images_per_second",
            "seconds",
            "planned_mb",
            "peak_rss_mb",
            "run");
    assertThat(cli.json())
        .containsEntry("method", "simclr")
        .containsEntry("backbone", "resnet20")
        .containsEntry("images", 64)
        .containsEntry("epochs", 3)
        .containsEntry("steps", 12);
    assertThat((double) cli.json().get("knn")).isBetween(0.0, 100.0);
    assertThat((double) cli.json().get("probe")).isBetween(0.0, 100.0);
    assertThat(cli.err())
        .containsPattern("probe train \\d+\\.\\d\\d .*kNN .*probe \\d+\\.\\d\\d %");
    assertThat((double) cli.json().get("loss_first")).isPositive();
    for (String file :
        List.of(
            "config.yaml",
            "provenance.json",
            "metrics.jsonl",
            "loss.png",
            "views.png",
            "neighbours.png")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    assertThat(cli.err()).contains("the run on one page: file:/");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("Finished after 3 epochs", "Nearest neighbours", "--set smoke&#61;true");
  }

  /** A copy of a run after its first epoch. */
  private Path begun(String name) throws IOException {
    Path begun = folder.resolve("begun");
    if (!Files.exists(begun)) {
      assertThat(pretrain(begun, "--stop-after", 1).json()).containsEntry("epochs", 1);
    }
    return Runs.copy(begun, folder.resolve(name));
  }

  @Test
  void aStoppedRunResumesToTheNumbersOfOneThatWentOn() throws IOException {
    Path wentOn = begun("went-on");
    Path stopped = begun("stopped");

    Cli once = pretrain(wentOn, "--resume");
    assertThat(pretrain(stopped, "--resume", "--stop-after", 2).json()).containsEntry("epochs", 2);
    Cli twice = pretrain(stopped, "--resume");

    assertThat(metrics(stopped)).isEqualTo(metrics(wentOn)).hasSize(1 + 12 + 3);
    assertThat(metrics(wentOn).get(15)).containsKeys("knn", "probe", "probe_train");
    for (String key :
        List.of("loss_first", "loss_last", "knn", "knn_random_init", "probe", "steps")) {
      assertThat(twice.json().get(key)).as(key).isEqualTo(once.json().get(key));
    }
  }

  @Test
  void aKilledRunResumesToTheSameNumbers() throws Exception {
    Path wentOn = begun("went-on");
    Path killed = begun("killed");
    assertThat(pretrain(wentOn, "--resume").code()).isZero();
    Path log = folder.resolve("log");

    Process process = Cli.elsewhere(log, concat(SMOKE, "--out", killed, "--resume"));
    Runs.await(process, killed, 7);
    process.destroyForcibly().waitFor();
    assertThat(killed.resolve("result.json")).as(Files.readString(log)).doesNotExist();
    Cli resumed = pretrain(killed, "--resume");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(metrics(killed)).isEqualTo(metrics(wentOn));
  }

  @Test
  void aRunToldToStopSavesAndSaysHowToGoOn() throws Exception {
    Path wentOn = begun("went-on");
    Path stopped = begun("told");
    assertThat(pretrain(wentOn, "--resume").code()).isZero();
    Path log = folder.resolve("log");

    Process process = Cli.elsewhere(log, concat(SMOKE, "--out", stopped, "--resume"));
    Runs.await(process, stopped, 7);
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(log)).contains("stopped and saved; go on with --resume --out ");
    assertThat(stopped.resolve("report.html")).content().containsPattern("After epoch [12] of 3");
    assertThat(stopped.resolve("result.json")).doesNotExist();
    Cli resumed = pretrain(stopped, "--resume");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(metrics(stopped)).isEqualTo(metrics(wentOn));
  }

  @Test
  void resumingAFinishedRunPrintsItsResult() {
    Path run = folder.resolve("run");
    Cli first = pretrain(run);

    assertThat(pretrain(run, "--resume").json()).isEqualTo(first.json());
  }

  @Test
  void resumingNothingStartsFromTheBeginning() {
    Cli cli = pretrain(folder.resolve("new"), "--resume");

    assertThat(cli.json()).containsEntry("epochs", 3);
  }

  @Test
  void theFacadeDoesTheSame() {
    Path run = folder.resolve("run");

    try (var learned =
        Pretext.pretrain("shapes/simclr-resnet20")
            .set("smoke=true")
            .set("schedule.epochs=1")
            .set("engine.threads=1")
            .limit(32)
            .out(run)
            .run()) {
      var result = learned.result().orElseThrow();
      assertThat(result.steps()).isEqualTo(2);
      assertThat(result.lossLast()).isPositive();
      assertThat(result.knn().orElseThrow()).isBetween(0.0, 100.0);
      try (var opened = Pretext.open(run)) {
        assertThat(opened.knn("shapes")).isEqualTo(learned.knn("shapes")).isBetween(0.0, 100.0);
      }
    }
  }

  @Test
  void aRunsBackboneIsMeasuredAndUsed() throws IOException {
    Path run = folder.resolve("run");
    Cli trained = pretrain(run);

    Cli knn = Cli.run("knn", run, "--json");
    Path npy = folder.resolve("features.npy");
    Cli embed = Cli.run("embed", run, "--data", "shapes", "--limit", 10, "--out", npy, "--json");

    assertThat(knn.json().get("knn")).isEqualTo(trained.json().get("knn"));
    assertThat(embed.json()).containsEntry("rows", 10).containsEntry("features", 16);
    assertThat(Files.size(npy)).isEqualTo(128 + 10 * 16 * 4);
    assertThat(Files.readAllLines(folder.resolve("features.csv")))
        .hasSize(11)
        .first()
        .isEqualTo("row,path,label");
  }
}
