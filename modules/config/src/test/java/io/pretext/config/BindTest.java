package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class BindTest {

  enum Shape {
    COSINE,
    HALF_COSINE
  }

  record Schedule(int epochs, Shape shape) {
    Schedule {
      Check.atLeast("epochs", epochs, 1);
    }
  }

  record Method(double momentum, int hidden) {
    Method {
      Check.fraction("momentum", momentum);
      Check.that(hidden % 2 == 0, "the width", "be even");
    }

    static Method defaults() {
      return new Method(0.99, 64);
    }
  }

  record Group(String pattern, OptionalDouble rate, Optional<Boolean> decay) {}

  record All(
      boolean flag,
      int count,
      long seed,
      double rate,
      String name,
      Schedule schedule,
      Method method,
      List<Group> groups,
      List<Integer> milestones,
      Map<String, ?> free,
      Optional<Schedule> second) {

    static Map<String, ?> defaults() {
      return Map.of("flag", true, "method", Map.of("hidden", 32));
    }
  }

  private static Map<String, Object> all() {
    return Yaml.parse(
        """
        flag: false
        count: 3
        seed: 5000000000
        rate: 1
        name: simclr
        schedule: {epochs: 1e2, shape: half-cosine}
        method: {momentum: 0.5, hidden: 8}
        groups: [{pattern: a}, {pattern: b, rate: 2, decay: false}]
        milestones: [60, 80]
        free: {x: [1, two]}
        second: {epochs: 7, shape: cosine}
        """);
  }

  private static All record(Map<String, ?> values) {
    return Bind.record("", values, All.class);
  }

  private static All without(String... keys) {
    Map<String, Object> values = all();
    values.keySet().removeAll(List.of(keys));
    return record(values);
  }

  @Test
  void mapsEveryKindOfComponent() {
    assertThat(record(all()))
        .isEqualTo(
            new All(
                false,
                3,
                5_000_000_000L,
                1.0,
                "simclr",
                new Schedule(100, Shape.HALF_COSINE),
                new Method(0.5, 8),
                List.of(
                    new Group("a", OptionalDouble.empty(), Optional.empty()),
                    new Group("b", OptionalDouble.of(2), Optional.of(false))),
                List.of(60, 80),
                Map.of("x", List.of(1, "two")),
                Optional.of(new Schedule(7, Shape.COSINE))));
  }

  @Test
  void missingKeysTakeTheDefaultsOfTheOuterRecordFirstThenTheirOwn() {
    All bound = without("flag", "method", "second");

    assertThat(bound.flag()).isTrue();
    assertThat(bound.method()).isEqualTo(new Method(0.99, 32));
    assertThat(bound.second()).isEmpty();
  }

  @Test
  void aPartOfASectionLeavesTheRestAtItsDefault() {
    Map<String, Object> values = all();
    values.put("method", Map.of("momentum", 0.25));

    assertThat(record(values).method()).isEqualTo(new Method(0.25, 32));
  }

  @Test
  void aRecordBecomesAMapThatBindsBack() {
    All bound = record(all());

    assertThat(record(Bind.map(bound))).isEqualTo(bound);
    assertThat(record(Yaml.parse(Yaml.write(Bind.map(bound))))).isEqualTo(bound);
  }

  @Test
  void anUnknownKeyNamesTheNearest() {
    refused(
        Map.of("momentun", 0.9),
        Method.class,
        "method: unknown key 'momentun', did you mean 'momentum'? (known: hidden, momentum)");
  }

  @Test
  void aMissingKeyIsNamed() {
    refused(Map.of("epochs", 3), Schedule.class, "method: missing key 'shape'");
  }

  @Test
  void aConstructorsMessageCarriesThePath() {
    refused(Map.of("momentum", 1.2), Method.class, "method.momentum must be in [0, 1], was 1.2");
    refused(Map.of("hidden", 3), Method.class, "method: the width must be even");
  }

  @Test
  void nestedPathsAreComplete() {
    Map<String, Object> values = all();
    values.put("schedule", Map.of("epochs", 0, "shape", "cosine"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bind.record("run", values, All.class))
        .withMessage("run.schedule.epochs must be at least 1, was 0");

    values.put("schedule", Map.of("epochs", 1, "shape", "cosin"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(values))
        .withMessage(
            "schedule.shape has no choice 'cosin', did you mean 'cosine'?"
                + " (known: cosine, half-cosine)");
  }

  @Test
  void listItemsAreNamedByTheirIndex() {
    Map<String, Object> values = all();
    values.put("groups", List.of(Map.of("pattern", "a"), Map.of("patern", "b")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(values))
        .withMessageStartingWith("groups[1]: unknown key 'patern', did you mean 'pattern'?");
  }

  @Test
  void wrongTypesAreSaid() {
    wrong("count", 1.5, "count must be a whole number, was '1.5'");
    wrong("count", 3_000_000_000L, "count must be a number below 2^31, was '3000000000'");
    wrong("rate", "fast", "rate must be a number, was 'fast'");
    wrong("flag", "maybe", "flag must be true or false, was 'maybe'");
    wrong("name", List.of(), "name must be text, was '[]'");
    wrong("groups", "a", "groups must be a list, was 'a'");
    wrong("schedule", 3, "schedule must be a section, was '3'");
    wrong("free", 3, "free must be a section, was '3'");
    wrong("rate", null, "rate has no value, give one or remove the key");
  }

  private static void wrong(String key, Object value, String message) {
    Map<String, Object> values = new HashMap<>(all());
    values.put(key, value);
    assertThatIllegalArgumentException().isThrownBy(() -> record(values)).withMessage(message);
  }

  private static void refused(Map<String, ?> values, Class<? extends Record> type, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bind.record("method", values, type))
        .withMessage(message);
  }
}
