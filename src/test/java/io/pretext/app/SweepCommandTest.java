package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.PretrainConfig;
import io.pretext.config.Json;
import io.pretext.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of tiny trials in real processes: the preset, a good rate, and one that gives NaN. */
@Tag("slow")
final class SweepCommandTest {

  private static final String FILE =
      """
      preset: shapes/simclr-resnet20
      trials: 3
      baseline: true
      generator: grid
      ranges:
        optimizer.rate: {choice: [0.4, 1.0e+35]}
      set: [smoke=true, schedule.epochs=2, evaluate.k=5]
      stopping: {rule: halving, rungs: [1], factor: 2}
      parallel: 1
      threads: 1
      memory: 1200m
      """;

  @TempDir private static Path folder;
  private static Path file;
  private static Path undisturbed;
  private static Cli first;

  @BeforeAll
  static void sweepUndisturbed() throws IOException {
    file = Files.writeString(folder.resolve("rates.yaml"), FILE);
    undisturbed = folder.resolve("undisturbed");
    first = Cli.run("sweep", file, "--data", "shapes", "--out", undisturbed, "--json");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Path sweep) throws IOException {
    var json = Json.parse("sweep.json", Files.readString(sweep.resolve("sweep.json")));
    return (List<Map<String, Object>>) json.get("trials");
  }

  /** What trials came to, without the times. */
  private static List<List<String>> ranking(Path sweep) throws IOException {
    return trials(sweep).stream()
        .map(
            trial ->
                List.of("trial", "rank", "state", "reason", "epoch", "objective", "curve").stream()
                    .map(key -> key + " " + trial.get(key))
                    .toList())
        .toList();
  }

  @Test
  void aSweepEndsWithWhatTheIssueNames() {
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.json().keySet())
        .containsExactly("trials", "completed", "failed", "best", "test", "seconds");
    assertThat(first.json())
        .containsEntry("trials", 3)
        .containsEntry("completed", 2)
        .containsEntry("failed", 1);
    assertThat((double) first.json().get("test")).isBetween(0.0, 100.0);
    assertThat(first.err()).contains("rank  trial").contains("(the preset)");
  }

  @Test
  void aTrialOfNaNIsToldAndTheOthersAreOrdinaryRuns() throws IOException {
    var trials = trials(undisturbed);

    assertThat(trials.get(2)).containsEntry("state", "failed");
    assertThat((String) trials.get(2).get("reason"))
        .matches("in epoch 1, step \\d, .* not finite.*; try a lower optimizer.rate .*");
    assertThat(trials.stream().map(trial -> trial.get("epoch"))).containsExactlyInAnyOrder(2, 1, 0);
    for (int i = 0; i < 2; i++) {
      Path run = undisturbed.resolve((String) trials.get(i).get("run"));
      double knn = (double) Runs.metrics(run).get(Runs.metrics(run).size() - 1).get("knn");
      assertThat(trials.get(i)).containsEntry("objective", knn);
      assertThat(PretrainConfig.of(RunDirectory.open(run).config()))
          .satisfies(
              config -> {
                assertThat(config.evaluate().heldOut()).isEqualTo(0.1);
                assertThat(config.engine().threads()).isEqualTo(1);
              });
    }
  }

  @Test
  void theBestIsAPresetAndTheTestIsItsKnn() throws IOException {
    int best = (int) ((Map<?, ?>) first.json().get("best")).get("trial");
    double rate = best == 1 ? 0.2 : 0.4;

    PretrainConfig preset =
        PretrainConfig.resolve(undisturbed.resolve("best.yaml").toString(), List.of());
    Cli knn = Cli.run("knn", undisturbed.resolve("trials").resolve("000" + best), "--json");

    assertThat(preset.optimizer().rate()).isEqualTo(rate);
    assertThat(preset.smoke()).isFalse();
    assertThat(preset.data().limit()).isEqualTo(64);
    assertThat(preset.evaluate().heldOut()).isZero();
    assertThat(preset.schedule().epochs()).isEqualTo(2);
    assertThat(first.json().get("test")).isEqualTo(knn.json().get("knn"));
  }

  @Test
  void aSweepLeavesItsPage() throws IOException {
    Path page = undisturbed.resolve("sweep.html");
    String written = Files.readString(page);

    Cli again = Cli.run("report", undisturbed, "--json");

    assertThat(first.err()).contains("the sweep on one page: " + page.toUri());
    assertThat(written)
        .contains("Finished", "<code>optimizer.rate</code>", "try a lower optimizer.rate")
        .contains("href=\"trials/0001/report.html\"");
    assertThat(again.json()).containsExactly(Map.entry("report", page.toString()));
    assertThat(page).hasContent(written);
  }

  @Test
  void aFinishedSweepIsShownAndNotRunAgain() {
    Cli shown = Cli.run("sweep", "show", undisturbed, "--json");
    Cli again =
        Cli.run("sweep", file, "--data", "shapes", "--out", undisturbed, "--resume", "--json");

    assertThat(shown.json()).isEqualTo(first.json());
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(Cli.run("sweep", file, "--data", "shapes", "--out", undisturbed).err())
        .contains("already holds a sweep: add --resume to continue it");
  }

  @Test
  void aKilledSweepTakesItsTrialsWithItAndResumesToTheSame() throws Exception {
    Path killed = folder.resolve("killed");
    Object[] words = {"sweep", file, "--data", "shapes", "--out", killed, "--resume"};

    Process sweep = Cli.elsewhere(folder.resolve("log"), words);
    Runs.await(sweep, killed.resolve("trials/0001"), 3);
    List<ProcessHandle> children = sweep.descendants().toList();
    sweep.destroyForcibly().waitFor();
    for (ProcessHandle child : children) {
      child.onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(children).isNotEmpty();
    assertThat(killed.resolve("journal.jsonl")).isNotEmptyFile();
    Cli resumed = Cli.run(Cli.concat(words, "--json"));

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(ranking(killed)).isEqualTo(ranking(undisturbed));
    assertThat(resumed.json().get("best")).isEqualTo(first.json().get("best"));
    assertThat(resumed.json().get("test")).isEqualTo(first.json().get("test"));
  }

  @Test
  void aTrialWithoutMemoryFailsAlone() throws IOException {
    Path small =
        Files.writeString(
            folder.resolve("small.yaml"), FILE.replace("1200m", "60m").replace("grid", "sobol"));
    Path out = folder.resolve("small");

    Cli cli = Cli.run("sweep", small, "--data", "shapes", "--out", out, "--trials", 1, "--json");

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.json()).containsEntry("failed", 1).containsEntry("best", null);
    assertThat(trials(out))
        .allSatisfy(t -> assertThat((String) t.get("reason")).startsWith("out of memory ("));
  }

  @Test
  void aWrongPathIsAnErrorBeforeTheFirstTrial() throws IOException {
    for (String wrong :
        List.of("optimizer.rte: {log: [0.1, 1]}", "optimzer.rate: {log: [0.1, 1]}")) {
      Path bad =
          Files.writeString(
              folder.resolve("bad.yaml"),
              "preset: shapes/simclr-resnet20\ntrials: 2\nranges: {" + wrong + "}");

      Cli cli = Cli.run("sweep", bad, "--data", "shapes", "--out", folder.resolve("bad"));

      assertThat(cli.code()).isEqualTo(1);
      assertThat(cli.err().lines()).hasSize(1);
      assertThat(cli.err()).startsWith("pretext: ranges: ").contains("did you mean");
      assertThat(folder.resolve("bad")).doesNotExist();
    }
  }

  @Test
  void aFinetuningIsSweptOverModelsAndDepths() throws IOException {
    Path runs = undisturbed.resolve("trials");
    Path tuned =
        Files.writeString(
            folder.resolve("tune.yaml"),
            """
            job: finetune
            trials: 2
            ranges:
              model: {choice: ["%s", "%s"]}
              optimizer.rate: {log: [0.01, 0.1]}
              layerDecay: {linear: [0.6, 1.0]}
              optimizer.weightDecay: {log: [1.0e-5, 1.0e-3]}
              views.shift: {linear: [0.0, 0.2]}
              freeze: {choice: [[], ["layer1/**"]]}
            set: [schedule.epochs=1, schedule.warmup=0, schedule.batch=16, data.limit=64]
            threads: 1
            memory: 1200m
            """
                .formatted(runs.resolve("0001"), runs.resolve("0002")));

    Cli cli =
        Cli.run("sweep", tuned, "--data", "shapes", "--out", folder.resolve("tuned"), "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("completed", 2).containsEntry("failed", 0);
    assertThat((double) cli.json().get("test")).isBetween(0.0, 100.0);
    assertThat(((Map<?, ?>) ((Map<?, ?>) cli.json().get("best")).get("settings")).keySet())
        .map(String::valueOf)
        .contains("model", "layerDecay", "freeze");
  }
}
