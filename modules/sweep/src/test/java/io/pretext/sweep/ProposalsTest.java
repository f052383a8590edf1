package io.pretext.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.config.Yaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Candidates: reproducible, inside their ranges, and spread as their generator promises. */
final class ProposalsTest {

  private static final String RATE = "{rate: {log: [0.01, 1.0]}}";
  private static final String MIXED =
      """
      rate: {log: [0.001, 1.0]}
      decay: {linear: [0.0, 0.1]}
      queue: {integer: [16, 1024]}
      name: {choice: [simclr, byol, 3]}
      """;

  private static List<Map<String, Object>> draw(String ranges, String rest) {
    Map<String, Object> written = Yaml.parse("preset: p\n" + rest);
    written.put("ranges", Yaml.parse(ranges));
    var config = SweepConfig.of("", written);
    var proposals = new Proposals(SearchSpace.parse(config.ranges()), config);
    List<Map<String, Object>> drawn = new ArrayList<>();
    int most = config.trials() == 0 ? Integer.MAX_VALUE : config.trials();
    for (var next = proposals.next(); drawn.size() < most; next = proposals.next()) {
      if (next.isEmpty()) {
        break;
      }
      drawn.add(next.get());
      if (config.generator() == Generator.GENETIC) {
        proposals.tell(drawn.size() - 1, -distance(next.get()));
      }
    }
    return drawn;
  }

  /** From rate 0.1 and queue 300, in decades and in halves of the queue's range. */
  private static double distance(Map<String, Object> settings) {
    if (!settings.containsKey("rate")) {
      return settings.size();
    }
    double rate = Math.log10(number(settings, "rate")) + 1;
    double queue = (number(settings, "queue") - 300) / 500;
    return rate * rate + queue * queue;
  }

  private static double number(Map<String, Object> settings, String path) {
    return ((Number) settings.get(path)).doubleValue();
  }

  private static double[] column(List<Map<String, Object>> drawn, String path) {
    return drawn.stream().mapToDouble(settings -> number(settings, path)).toArray();
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void theSameSeedDrawsTheSame(Generator generator) {
    String rest = "trials: %d\ngenerator: %s\nseed: 7\n";
    int trials = generator == Generator.GRID ? 0 : 30;
    String written = rest.formatted(trials, generator.name().toLowerCase(Locale.ROOT));

    assertThat(draw(MIXED, written)).isEqualTo(draw(MIXED, written)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Generator.class,
      names = {"GRID"},
      mode = EnumSource.Mode.EXCLUDE)
  void anotherSeedDrawsOthers(Generator generator) {
    String rest =
        "trials: 30\ngenerator: " + generator.name().toLowerCase(Locale.ROOT) + "\nseed: ";

    assertThat(draw(MIXED, rest + 7)).hasSize(30).isNotEqualTo(draw(MIXED, rest + 8));
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void everyValueIsInItsRange(Generator generator) {
    int trials = generator == Generator.GRID ? 0 : 200;
    String rest = "trials: " + trials + "\ngenerator: " + generator.name().toLowerCase(Locale.ROOT);

    assertThat(draw(MIXED, rest))
        .allSatisfy(
            settings -> {
              assertThat(settings).containsOnlyKeys("rate", "decay", "queue", "name");
              assertThat(number(settings, "rate")).isBetween(0.001, 1.0);
              assertThat(number(settings, "decay")).isBetween(0.0, 0.1);
              assertThat((int) settings.get("queue")).isBetween(16, 1024);
              assertThat(settings.get("name")).isIn("simclr", "byol", 3);
            });
  }

  @Test
  void logRangesAreUniformInTheLogarithm() {
    double[] logs =
        Arrays.stream(column(draw(RATE, "trials: 2000\ngenerator: random"), "rate"))
            .map(Math::log10)
            .toArray();

    for (int tenth = 0; tenth < 10; tenth++) {
      double low = -2 + 0.2 * tenth;
      double share =
          Arrays.stream(logs).filter(l -> l >= low && l < low + 0.2).count() / (double) logs.length;
      assertThat(share).as("from 10^%s", low).isCloseTo(0.1, within(0.025));
    }
  }

  @Test
  void integersAndChoicesAreDrawnEvenly() {
    var drawn =
        draw("{n: {integer: [1, 4]}, x: {linear: [0, 1]}}", "trials: 2000\ngenerator: random");

    for (int n = 1; n <= 4; n++) {
      int value = n;
      long count = drawn.stream().filter(s -> s.get("n").equals(value)).count();
      assertThat(count / 2000.0).as("n=%d", n).isCloseTo(0.25, within(0.03));
    }
  }

  @Test
  void aLatinHypercubeHasOneTrialInEverySlice() {
    double[] rates = column(draw(RATE, "trials: 24\ngenerator: latin"), "rate");
    double[] unit = Arrays.stream(rates).map(rate -> (Math.log10(rate) + 2) / 2).toArray();

    assertThat(slices(unit, 24)).hasSize(24);
  }

  @Test
  void sobolFillsEverySliceOfEverySettingAndEverySquareOfTwo() {
    var drawn = draw("{a: {linear: [0, 1]}, b: {linear: [0, 1]}}", "trials: 64\nseed: 5");
    var squares = new HashSet<Integer>();
    for (Map<String, Object> settings : drawn) {
      squares.add((int) (number(settings, "a") * 8) * 8 + (int) (number(settings, "b") * 8));
    }

    assertThat(squares).hasSize(64);
    assertThat(slices(drawn.stream().mapToDouble(s -> number(s, "a")).toArray(), 64)).hasSize(64);
  }

  private static HashSet<Integer> slices(double[] unit, int count) {
    var slices = new HashSet<Integer>();
    for (double value : unit) {
      slices.add((int) Math.min(count - 1, value * count));
    }
    return slices;
  }

  @Test
  void aGridHoldsEveryCombinationOnceAndEnds() {
    var drawn =
        draw(
            "{rate: {log: [0.01, 1.0]}, n: {integer: [1, 2]}, name: {choice: [a, b]}}",
            "generator: grid\nsteps: 3");

    assertThat(drawn).hasSize(12).doesNotHaveDuplicates();
    assertThat(drawn.stream().map(s -> s.get("rate"))).containsOnly(0.01, 0.1, 1.0);
  }

  @Test
  void aGridOverAFixedValueEndsToo() {
    var drawn =
        draw(
            "{rate: {log: [0.1, 0.1]}, name: {choice: [a]}, n: {integer: [1, 3]}}",
            "generator: grid\nsteps: 5");

    assertThat(drawn.stream().map(s -> s.get("n"))).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(drawn).allSatisfy(s -> assertThat(s).containsEntry("rate", 0.1));
  }

  @Test
  void aSpaceOfFewValuesEnds() {
    assertThat(draw("{n: {integer: [1, 3]}}", "trials: 50\ngenerator: random")).hasSize(3);
    assertThat(draw("{n: {integer: [1, 3]}}", "trials: 50")).hasSize(3);
    assertThat(draw("{n: {choice: [only]}}", "trials: 5")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void aConditionalRangeIsThereWhenItsConditionHolds(Generator generator) {
    String ranges =
        """
        momentum: {linear: [0.9, 1.0], when: {name: [byol, moco]}}
        name: {choice: [simclr, byol, moco]}
        queue: {choice: [64, 128], when: {name: moco}}
        """;
    int trials = generator == Generator.GRID ? 0 : 30;

    var drawn =
        draw(
            ranges,
            "trials: " + trials + "\ngenerator: " + generator.name().toLowerCase(Locale.ROOT));

    assertThat(drawn).doesNotHaveDuplicates();
    for (Map<String, Object> settings : drawn) {
      boolean momentum = !settings.get("name").equals("simclr");
      assertThat(settings.containsKey("momentum")).isEqualTo(momentum);
      assertThat(settings.containsKey("queue")).isEqualTo(settings.get("name").equals("moco"));
    }
    if (generator == Generator.GRID) {
      assertThat(drawn).hasSize(1 + 3 + 3 * 2);
    }
  }

  @Test
  void aGeneticSearchComesCloserThanItsFirstGeneration() {
    var drawn = draw(MIXED, "trials: 80\ngenerator: genetic\npopulation: 8\nseed: 1");

    assertThat(median(drawn.subList(0, 8))).isGreaterThan(0.5);
    assertThat(median(drawn.subList(40, 80))).isLessThan(0.2);
  }

  private static double median(List<Map<String, Object>> drawn) {
    return drawn.stream().mapToDouble(ProposalsTest::distance).sorted().toArray()[drawn.size() / 2];
  }

  @Test
  void samplesReachEveryEndBesideItsConditions() {
    var space =
        SearchSpace.parse(
            Yaml.parse(
                "m: {linear: [0.9, 1.0], when: {name: byol}}\nname: {choice: [simclr, byol]}"));

    assertThat(space.samples())
        .containsExactlyInAnyOrder(
            Map.of("name", "simclr"),
            Map.of("name", "byol"),
            Map.of("name", "byol", "m", 0.9),
            Map.of("name", "byol", "m", 1.0));
    assertThat(space.paths()).containsExactly("name", "m");
  }
}
