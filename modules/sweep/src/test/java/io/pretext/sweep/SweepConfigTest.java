package io.pretext.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sweep's file may say, and what is told of a wrong one before anything is trained. */
final class SweepConfigTest {

  private static final String LEAST = "preset: p\ntrials: 24\nranges: {rate: {log: [0.01, 1.0]}}";

  @TempDir private Path folder;

  private static SweepConfig config(String yaml) {
    return SweepConfig.of("", Yaml.parse(yaml));
  }

  @Test
  void theLeastFileIsEnough() {
    SweepConfig config = config(LEAST);

    assertThat(config.metric()).isEqualTo("knn");
    assertThat(config.heldOut()).isEqualTo(0.1);
    assertThat(config.stopping().rule()).isEqualTo(StoppingConfig.Rule.NONE);
    assertThat(SweepConfig.of("", Bind.map(config))).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{log: [1.0, 0.1]} | ranges: rate is empty: no value is at least 1.0 and at most 0.1",
        "{choice: []} | ranges: rate is an empty choice: name one value at least",
        "{log: [0, 1]} | ranges: rate.log must begin above 0, was 0; linear takes 0 and less",
        "{linear: [0]} | ranges: rate.linear must be the least and the greatest value, as [0.01, 1.0], was [0]",
        "{integer: [0, 1.5]} | ranges: rate.integer must have whole ends, was [0, 1.5]",
        "{lag: [0, 1]} | ranges: rate has no kind 'lag', did you mean 'log'? (known: choice, integer, linear, log)",
        "0.1 | ranges: rate must be a range as {log: [0.01, 1.0]}, was '0.1'",
        "{log: [0.1, 1], when: {nam: a}} | ranges: rate depends on 'nam', which has no range, did you mean 'rate'? (known: rate)"
      })
  void aRangeThatIsNoneIsAnErrorOfOneSentence(String range, String sentence) {
    assertRefused("preset: p\ntrials: 3\nranges: {rate: " + range + "}", sentence);
  }

  @Test
  void aPathThatDoesNotExistIsAnErrorEvenUnderACondition() {
    assertRefused(
        "preset: p\ntrials: 1\nranges: {name: {choice: [a, b]}, rte: {log: [0.1, 1], when: {name: b}}}",
        "ranges: there is no setting 'rte'");
  }

  @Test
  void conditionsInACircleAreRefused() {
    assertRefused(
        "preset: p\ntrials: 1\nranges: {name: {choice: [a], when: {rate: 1}}, rate: {choice: [1], when: {name: a}}}",
        "ranges: the conditions go round in a circle");
  }

  @Test
  void noRangeAtAllIsRefused() {
    assertRefused(
        "preset: p\ntrials: 1",
        "ranges must be one at least, as optimizer.rate: {log: [0.01, 1.0]}");
  }

  @Test
  void aRungBehindTheEndIsRefused() {
    assertRefused(
        LEAST + "\nstopping: {rule: halving, rungs: [3, 20]}",
        "stopping.rungs has epoch 20, but schedule.epochs is 12");
  }

  @Test
  void aGridOfMoreThanTheTrialsIsRefused() {
    assertRefused(
        "preset: p\ntrials: 4\ngenerator: grid\nsteps: 5\nranges: {rate: {log: [0.01, 1.0]}}",
        "trials is 4 but the grid has more combinations: leave trials out to run them all, or"
            + " lower steps");
  }

  private void assertRefused(String yaml, String sentence) {
    var runner = new FakeRunner();
    Path path = folder.resolve("sweep");

    assertThatThrownBy(() -> Sweep.open(path, config(yaml), runner, false, line -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
    assertThat(path).doesNotExist();
    assertThat(runner.sessions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trials: 0 | trials must be 1 at least, unless it is a grid",
        "trials: 5, budget: soon | budget must be a time as 90m or 2h, was 'soon'",
        "trials: 5, memory: 2x | memory must be a size as 900m or 2g, was '2x'",
        "trials: 5, heldOut: 0.9 | heldOut must be a share from 0 to 0.5, was 0.9",
        "trials: 5, stopping: {rungs: [3, 3]} | stopping.rungs must rise, were [3, 3]",
        "trials: 5, stopping: {factor: 1} | stopping.factor must be at least 2, was 1",
        "trials: 5, model: m | model must go with job: finetune, and only with it",
        "trials: 5, genrator: grid | unknown key 'genrator', did you mean 'generator'?"
      })
  void aWrongSettingIsNamed(String yaml, String sentence) {
    assertThatThrownBy(() -> config("{preset: p, " + yaml + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void timesAndSizesAreReadAsWritten() {
    assertThat(Amounts.seconds("2h").getAsDouble()).isEqualTo(7200);
    assertThat(Amounts.seconds("90m").getAsDouble()).isEqualTo(5400);
    assertThat(Amounts.seconds("1.5s").getAsDouble()).isEqualTo(1.5);
    assertThat(Amounts.seconds("")).isEmpty();
    assertThat(Amounts.bytes("2g").getAsLong()).isEqualTo(2L << 30);
    assertThat(Amounts.bytes("900m").getAsLong()).isEqualTo(900L << 20);
  }

  @Test
  void rungsOfTheirOwnFollowTheFactor() {
    var halving = new StoppingConfig(StoppingConfig.Rule.HALVING, List.of(), 2);
    var none = new StoppingConfig(StoppingConfig.Rule.NONE, List.of(), 2);
    var written = new StoppingConfig(StoppingConfig.Rule.MEDIAN, List.of(3, 6), 2);

    assertThat(Stopping.rungs(halving, 12)).containsExactly(3, 6, 12);
    assertThat(Stopping.rungs(none, 12)).containsExactly(12);
    assertThat(Stopping.rungs(written, 12)).containsExactly(3, 6, 12);
    assertThat(Stopping.rungs(halving, 1)).containsExactly(1);
  }

  @Test
  void theIssuesSweepStaysWithinTwoFifthsOfTheEpochs() {
    var stopping =
        new Stopping(
            new StoppingConfig(StoppingConfig.Rule.HALVING, List.of(3, 6), 3),
            SweepConfig.Direction.MAXIMISE,
            List.of(3, 6, 12));
    List<Standing> all = new ArrayList<>();
    for (int i = 1; i <= 24; i++) {
      all.add(new Standing(new Trial(i, Map.of()), false));
    }
    int trained = 0;
    boolean moving = true;
    while (moving) {
      moving = false;
      for (Standing standing : all) {
        if (stopping.judge(standing, all) instanceof Verdict.Run run) {
          trained += run.epoch() - standing.epoch();
          double objective = standing.trial().number() * 7 % 24;
          standing.reached(new Standing.Rung(run.epoch(), objective, 0), List.of(), 0);
          moving = true;
        }
      }
    }

    assertThat(trained).isEqualTo(24 * 3 + 8 * 3 + 3 * 6);
    assertThat(trained / (24.0 * 12)).isLessThan(0.4);
  }
}
