package io.pretext.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Json;
import io.pretext.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep from its configuration to its ranking, on trials that cost nothing. */
final class SweepTest {

  static final String NONE = "trials: 7";
  static final String HALVING = "trials: 7\nstopping: {rule: halving, rungs: [3, 6], factor: 2}";
  static final String MEDIAN = "trials: 7\nstopping: {rule: median, rungs: [3, 6]}";
  static final String GENETIC = "trials: 7\ngenerator: genetic\npopulation: 4";

  @TempDir private Path folder;

  private static SweepConfig config(String rest) {
    Map<String, Object> written = Yaml.parse("preset: p\nseed: 4\n" + rest);
    written.putIfAbsent("ranges", Map.of("rate", Map.of("log", List.of(0.01, 1.0))));
    return SweepConfig.of("", written);
  }

  private static Map<String, Object> run(Path path, SweepConfig config, TrialRunner runner) {
    try (var sweep =
        Sweep.open(path, config, runner, Files.exists(path.resolve("sweep.yaml")), line -> {})) {
      assertThat(sweep.run(() -> false)).isTrue();
    }
    return json(path);
  }

  private static Map<String, Object> json(Path path) {
    try {
      return Json.parse("sweep.json", Files.readString(path.resolve("sweep.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Map<String, Object> json) {
    return (List<Map<String, Object>>) json.get("trials");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Map<String, Object> trial) {
    return (Map<String, Object>) trial.get("settings");
  }

  /** Numbers, places, ends and objectives, without the times. */
  private static List<List<Object>> ranking(Map<String, Object> json) {
    return trials(json).stream()
        .map(t -> Json.parse("", Json.line(t)))
        .map(
            t ->
                List.<Object>of(
                    t.get("trial"),
                    String.valueOf(t.get("rank")),
                    t.get("state"),
                    String.valueOf(t.get("reason")),
                    t.get("epoch"),
                    String.valueOf(t.get("objective"))))
        .toList();
  }

  @Test
  void allTrialsAreRankedByTheirObjective() {
    var json = run(folder, config(NONE), new FakeRunner());

    var ranked =
        trials(json).stream()
            .filter(t -> t.get("rank") != null)
            .sorted(Comparator.comparing(t -> (int) t.get("rank")))
            .toList();
    assertThat(ranked).hasSizeGreaterThan(4);
    assertThat(ranked.stream().map(t -> -(double) t.get("objective"))).isSorted();
    assertThat(ranked)
        .allSatisfy(
            t -> {
              assertThat((double) t.get("objective"))
                  .isEqualTo(FakeRunner.objective(settings(t), 12));
              assertThat(t).containsEntry("state", "completed").containsEntry("epoch", 12);
              assertThat((List<?>) t.get("curve")).hasSize(12);
            });
    assertThat(json).containsEntry("state", "finished");
    assertThat(((Map<?, ?>) json.get("best")).get("trial")).isEqualTo(ranked.get(0).get("trial"));
  }

  @Test
  void aFailedTrialIsToldWithItsReasonAndTheOthersGoOn() {
    var json = run(folder, config(NONE), new FakeRunner());

    var failed = trials(json).stream().filter(t -> t.get("state").equals("failed")).toList();
    assertThat(failed).isNotEmpty();
    assertThat(failed)
        .allSatisfy(
            t -> {
              assertThat((double) settings(t).get("rate")).isGreaterThan(0.6);
              assertThat(t).containsEntry("reason", "in epoch 1, step 2, the loss is NaN");
              assertThat(t.get("rank")).isNull();
            });
    var summary = SweepResult.read(folder).summary();
    assertThat(summary.keySet())
        .containsExactly("trials", "completed", "failed", "best", "test", "seconds");
    assertThat(summary)
        .containsEntry("trials", 7)
        .containsEntry("completed", 7L - failed.size())
        .containsEntry("failed", (long) failed.size());
  }

  @Test
  void everyTrialMayFail() {
    var config = config("trials: 3\nranges: {rate: {linear: [0.7, 0.9]}}");
    var runner = new FakeRunner();

    var json = run(folder, config, runner);

    assertThat(json.get("best")).isNull();
    assertThat(json.get("test")).isNull();
    assertThat(json).containsEntry("state", "finished");
    assertThat(runner.tests()).isZero();
  }

  @Test
  void anObjectiveThatIsNoNumberIsAFailure() {
    var runner =
        new Delegate(new FakeRunner()) {
          @Override
          public Progress run(Trial trial, int epoch) {
            return new Progress(Double.NaN, List.of());
          }
        };

    assertThat(trials(run(folder, config("trials: 1"), runner)).get(0))
        .containsEntry("state", "failed")
        .containsEntry("reason", "knn is NaN");
  }

  @Test
  void halvingKeepsTheBestAndPausedTrialsGoOnWhereTheyWere() {
    var runner = new FakeRunner();

    var json = run(folder, config(HALVING), runner);

    var alive = trials(json).stream().filter(t -> !t.get("state").equals("failed")).toList();
    int first = alive.size();
    int second = (first + 1) / 2;
    int third = (second + 1) / 2;
    var kept = best(alive, 3, second);
    var winners = best(kept, 6, third);
    assertThat(numbers(alive, 3)).hasSize(first - second).doesNotContainAnyElementsOf(all(kept));
    assertThat(numbers(alive, 6)).hasSize(second - third).isSubsetOf(all(kept));
    assertThat(numbers(alive, 12)).containsExactlyInAnyOrderElementsOf(all(winners));
    int winner = (int) winners.get(0).get("trial");
    assertThat(runner.sessions()).contains(winner + ": 1-3", winner + ": 4-6", winner + ": 7-12");
    assertThat(json.get("epochs"))
        .isEqualTo(Map.of("trained", 3 * first + 3 * second + 6 * third, "full", 7 * 12));
  }

  private static List<Map<String, Object>> best(
      List<Map<String, Object>> trials, int epoch, int count) {
    return trials.stream()
        .sorted(Comparator.comparing(t -> -FakeRunner.objective(settings(t), epoch)))
        .limit(count)
        .toList();
  }

  private static List<Integer> all(List<Map<String, Object>> trials) {
    return trials.stream().map(t -> (int) t.get("trial")).toList();
  }

  private static List<Integer> numbers(List<Map<String, Object>> trials, int epoch) {
    return trials.stream()
        .filter(t -> t.get("epoch").equals(epoch))
        .map(t -> (int) t.get("trial"))
        .toList();
  }

  @Test
  void theMedianRuleStopsWhoeverIsWorseThanTheMedianOfThoseBefore() {
    var json = run(folder, config(MEDIAN), new FakeRunner());

    var all = trials(json);
    for (Map<String, Object> trial : all) {
      if (trial.get("state").equals("failed")) {
        continue;
      }
      int end = 12;
      for (int rung : new int[] {6, 3}) {
        double[] before =
            all.subList(0, (int) trial.get("trial") - 1).stream()
                .filter(t -> !t.get("state").equals("failed") && (int) t.get("epoch") >= rung)
                .mapToDouble(t -> FakeRunner.objective(settings(t), rung))
                .sorted()
                .toArray();
        int n = before.length;
        if (n >= 3
            && FakeRunner.objective(settings(trial), rung)
                < (before[(n - 1) / 2] + before[n / 2]) / 2) {
          end = rung;
        }
      }
      assertThat(trial).as("%s", trial.get("trial")).containsEntry("epoch", end);
    }
    assertThat(all.stream().map(t -> t.get("epoch"))).contains(3, 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, HALVING, MEDIAN, GENETIC})
  void theRankingIsTheSameInWhateverOrderTrialsEnd(String rest) {
    var alone = run(folder.resolve("alone"), config(rest), new FakeRunner());
    var late = new FakeRunner();
    IntStream.rangeClosed(1, 7).forEach(i -> late.delaying(i, 10 * (8 - i)));

    var together = run(folder.resolve("together"), config(rest + "\nparallel: 4"), late);

    assertThat(ranking(together)).isEqualTo(ranking(alone));
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, HALVING, MEDIAN, GENETIC})
  void aSweepKilledAtAnyLineComesToTheSameAndRunsNothingTwice(String rest) throws IOException {
    Path whole = folder.resolve("whole");
    var undisturbed = new FakeRunner();
    var expected = ranking(run(whole, config(rest), undisturbed));
    List<String> lines = Files.readAllLines(whole.resolve("journal.jsonl"));
    assertThat(lines).hasSizeGreaterThan(12);

    for (int kept = 0; kept <= lines.size(); kept++) {
      String before = String.join("", lines.subList(0, kept).stream().map(l -> l + "\n").toList());
      String next = kept == lines.size() ? "" : lines.get(kept);
      String begun = next.substring(0, next.length() * (kept % 3) / 2);
      Path killed = folder.resolve("killed-" + kept);
      Files.createDirectories(killed);
      Files.copy(whole.resolve("sweep.yaml"), killed.resolve("sweep.yaml"));
      Files.writeString(killed.resolve("journal.jsonl"), before + begun);
      var known = Json.lines(killed.resolve("journal.jsonl"));
      var runner = FakeRunner.after(known);

      var resumed = run(killed, config(rest), runner);

      assertThat(ranking(resumed)).as("after %d lines", kept).isEqualTo(expected);
      assertThat(SweepResult.read(killed).table()).isEqualTo(SweepResult.read(whole).table());
      assertThat(runner.trained()).isEqualTo(undisturbed.trained());
      assertThat(runner.sessions()).isEqualTo(lateSessions(undisturbed, known));
      assertThat(runner.tests()).isEqualTo(kept == lines.size() ? 0 : 1);
    }
  }

  /** What is left to train when {@code known} is behind. */
  private static List<String> lateSessions(FakeRunner all, List<Map<String, Object>> known) {
    long behind = known.stream().filter(line -> line.get("event").equals("rung")).count();
    return all.sessions().subList((int) behind, all.sessions().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {NONE, HALVING, MEDIAN, GENETIC})
  void whatRunDirectoriesHoldIsNotTrainedAgain(String rest) throws IOException {
    Path whole = folder.resolve("whole");
    var runner = new FakeRunner();
    var expected = ranking(run(whole, config(rest), runner));
    List<String> sessions = runner.sessions();
    Files.writeString(whole.resolve("journal.jsonl"), "");

    assertThat(ranking(run(whole, config(rest), runner))).isEqualTo(expected);
    assertThat(runner.sessions()).isEqualTo(sessions);
  }

  @Test
  void aGenerationIsDrawnWhenTheOneBeforeHasEnded() {
    run(folder, config(GENETIC + "\nparallel: 3"), new FakeRunner());

    var events =
        Json.lines(folder.resolve("journal.jsonl")).stream().map(l -> l.get("event")).toList();

    assertThat(events.subList(1, 5)).containsOnly("trial");
    assertThat(events.subList(5, 9)).containsOnly("rung", "failed");
    assertThat(events.subList(9, 12)).containsOnly("trial");
  }

  @Test
  void aSweepToldToStopIsNotAtItsEndAndGoesOn() {
    var expected = ranking(run(folder.resolve("whole"), config(HALVING), new FakeRunner()));
    Path stopped = folder.resolve("stopped");
    var runner = new FakeRunner();
    for (int i = 0; i < 3; i++) {
      int most = 3 * (i + 1);
      try (var sweep = Sweep.open(stopped, config(HALVING), runner, i > 0, line -> {})) {
        assertThat(sweep.run(() -> runner.sessions().size() >= most)).isFalse();
      }
    }

    assertThat(json(stopped)).containsEntry("state", "running");
    assertThat(ranking(run(stopped, config(HALVING), runner))).isEqualTo(expected);
  }

  @Test
  void aSpentBudgetEndsTheSweepWithWhatThereIs() {
    var runner = new FakeRunner();
    IntStream.rangeClosed(1, 7).forEach(i -> runner.delaying(i, 150));

    var json = run(folder, config(NONE + "\nbudget: 0.8s"), runner);

    assertThat(json).containsEntry("state", "budget");
    assertThat(json.get("best")).isNotNull();
    assertThat(json.get("test")).isNotNull();
    assertThat(trials(json).stream().filter(t -> t.get("state").equals("stopped")))
        .isNotEmpty()
        .allSatisfy(
            t -> assertThat(t).containsEntry("reason", "the budget of the sweep was spent"));
  }

  @Test
  void theBaselineIsThePresetAsItIs() {
    var json = run(folder, config(NONE + "\nbaseline: true"), new FakeRunner());

    assertThat(trials(json)).hasSize(7);
    assertThat(trials(json).get(0))
        .containsEntry("baseline", true)
        .containsEntry("settings", Map.of())
        .containsEntry("objective", FakeRunner.objective(Map.of(), 12));
    assertThat(json.get("defaults")).isEqualTo(Map.of("rate", 0.5));
  }

  @Test
  void theWinnerIsWrittenAsAPreset() {
    var json = run(folder, config(NONE), new FakeRunner());

    Object best = ((Map<?, ?>) ((Map<?, ?>) json.get("best")).get("settings")).get("rate");
    assertThat(Yaml.read(folder.resolve("best.yaml"))).containsEntry("rate", best);
  }

  @Test
  void oneDirectoryIsForOneProcessAndOneSweep() {
    var runner = new FakeRunner();
    try (var sweep = Sweep.open(folder.resolve("a"), config(NONE), runner, false, line -> {})) {
      assertThat(sweep.result().best()).isEmpty();
      assertThatThrownBy(
              () -> Sweep.open(folder.resolve("a"), config(NONE), runner, true, line -> {}))
          .hasMessageContaining("another process is at work on the sweep in");
    }
    assertThatThrownBy(
            () -> Sweep.open(folder.resolve("a"), config(NONE), runner, false, line -> {}))
        .hasMessageContaining("already holds a sweep: add --resume");
    assertThatThrownBy(
            () -> Sweep.open(folder.resolve("a"), config(HALVING), runner, true, line -> {}))
        .hasMessageContaining("was begun with stopping = ");
  }

  @Test
  void theTableTellsEveryTrialInItsPlace() {
    run(folder, config(NONE), new FakeRunner());

    List<String> table = SweepResult.read(folder).table();

    assertThat(table.get(0)).matches("rank +trial +knn +epochs +state +rate");
    assertThat(table.get(1)).matches("1 +\\d +\\d\\d\\.\\d\\d +12 +completed +0\\.\\d+");
    assertThat(table).anyMatch(line -> line.matches("trial \\d failed: in epoch 1, .*NaN"));
    assertThat(table.get(table.size() - 1)).matches("\\d+ of 84 epochs trained");
  }

  /** A runner with something about it that is different. */
  private static class Delegate implements TrialRunner {
    private final TrialRunner other;

    Delegate(TrialRunner other) {
      this.other = other;
    }

    @Override
    public Map<String, Object> resolve(Map<String, Object> settings) {
      return other.resolve(settings);
    }

    @Override
    public int epochs(Map<String, Object> settings) {
      return other.epochs(settings);
    }

    @Override
    public Progress run(Trial trial, int epoch) throws TrialFailure, InterruptedException {
      return other.run(trial, epoch);
    }

    @Override
    public java.util.OptionalDouble test(Trial trial) throws TrialFailure, InterruptedException {
      return other.test(trial);
    }
  }
}
