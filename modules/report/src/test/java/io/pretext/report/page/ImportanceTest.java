package io.pretext.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.config.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class ImportanceTest {

  private static final String RANGES =
      """
      {"rate": {"kind": "log", "low": 0.001, "high": 1.0},
       "weight": {"kind": "linear", "low": -1.0, "high": 1.0},
       "size": {"kind": "integer", "low": 16, "high": 256},
       "kind": {"kind": "choice", "values": ["a", "b"]},
       "only": {"kind": "linear", "low": 0.0, "high": 1.0, "when": {"kind": ["a"]}}}
      """;

  /** Trials at random, each judged by a formula of its settings after epochs 1 and 2. */
  private static SweepRecord sweep(int trials, ToDoubleFunction<Map<String, Object>> formula) {
    var drawn = new SplittableRandom(5);
    var all = new ArrayList<Map<String, Object>>();
    for (int number = 1; number <= trials; number++) {
      var settings = new LinkedHashMap<String, Object>();
      settings.put("rate", Math.pow(10, -3 * drawn.nextDouble()));
      settings.put("weight", 2 * drawn.nextDouble() - 1);
      settings.put("size", 16 + drawn.nextInt(241));
      settings.put("kind", drawn.nextBoolean() ? "a" : "b");
      double only = drawn.nextDouble();
      if (settings.get("kind").equals("a")) {
        settings.put("only", only);
      }
      all.add(Sweeps.judged(number, settings, formula.applyAsDouble(settings), 1));
    }
    return Sweeps.record(Json.parse("ranges", RANGES), all);
  }

  /** From -1 at the low end of the range to 1 at the high end, evenly. */
  private static double rate(Map<String, Object> settings) {
    return 1 + 2 * Math.log10(number(settings, "rate")) / 3;
  }

  private static double number(Map<String, Object> settings, String path) {
    return ((Number) settings.get(path)).doubleValue();
  }

  private static double share(Importance importance, String path) {
    return importance.scores().stream()
        .filter(score -> score.path().equals(path))
        .mapToDouble(Importance.Score::share)
        .sum();
  }

  /**
   * Of a sum of independent terms, exchanging one adds twice its variance to the error: with slopes
   * 10 and 5, four fifths and one fifth.
   */
  @Test
  void sharesAreThoseOfTheVarianceOfASum() {
    var found = Importance.of(sweep(96, s -> 10 * rate(s) + 5 * number(s, "weight"))).orElseThrow();

    assertThat(found.scores().get(0).path()).isEqualTo("rate");
    assertThat(found.scores().get(1).path()).isEqualTo("weight");
    assertThat(share(found, "rate")).isBetween(0.72, 0.88);
    assertThat(share(found, "weight")).isBetween(0.12, 0.28);
    assertThat(share(found, "size") + share(found, "kind") + share(found, "only")).isLessThan(0.04);
    assertThat(found.explained()).isGreaterThan(0.85);
    assertThat(found.trials()).isEqualTo(96);
  }

  @Test
  void aChoiceAndWhatIsDrawnUnderItAlone() {
    var found =
        Importance.of(
                sweep(96, s -> s.get("kind").equals("b") ? 0 : 20 + 4 * (number(s, "only") - 0.5)))
            .orElseThrow();

    assertThat(found.scores().get(0).path()).isEqualTo("kind");
    assertThat(share(found, "rate") + share(found, "weight") + share(found, "size"))
        .isLessThan(0.02);
    assertThat(found.explained()).isGreaterThan(0.9);
  }

  @Test
  void chanceIsToldFromWhatMatters() {
    var drawn = new SplittableRandom(11);

    var found = Importance.of(sweep(40, s -> drawn.nextDouble())).orElseThrow();

    assertThat(found.explained()).isLessThan(0.1);
  }

  @Test
  void tooFewTrialsOrAllAlikeTellNothing() {
    assertThat(Importance.of(sweep(7, ImportanceTest::rate))).isEmpty();
    assertThat(Importance.of(sweep(8, ImportanceTest::rate))).isPresent();
    assertThat(Importance.of(sweep(20, s -> 3.0))).isEmpty();
    assertThat(Importance.of(sweep(0, s -> 3.0))).isEmpty();
  }

  @Test
  void theSameSweepGivesTheSameShares() {
    assertThat(Importance.of(sweep(20, ImportanceTest::rate)))
        .isEqualTo(Importance.of(sweep(20, ImportanceTest::rate)));
  }

  /** Trials that were stopped early do not compare with those that went on. */
  @Test
  void trialsAreComparedAtTheLastEpochThatHalfOfThemCameTo() {
    var all = new ArrayList<Map<String, Object>>();
    for (int number = 1; number <= 20; number++) {
      var settings = Map.<String, Object>of("rate", number / 20.0);
      all.add(Sweeps.judged(number, settings, number, number <= 3 ? 9 : number <= 12 ? 6 : 3));
    }
    Map<String, Object> ranges = Map.of("rate", Map.of("kind", "linear", "low", 0.0, "high", 1.0));

    Importance found = Importance.of(Sweeps.record(ranges, all)).orElseThrow();

    assertThat(List.of(found.epoch(), found.trials())).isEqualTo(List.of(6, 12));
  }
}
