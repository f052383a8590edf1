package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import io.pretext.engine.UpdateRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class OptimizerConfigTest {

  static OptimizerConfig config(String yaml) {
    return Bind.record("optimizer", Yaml.parse(yaml), OptimizerConfig.class);
  }

  @Test
  void everyDefault() {
    assertThat(config("{name: sgd, rate: 0.06}"))
        .isEqualTo(
            new OptimizerConfig(
                OptimizerConfig.Name.SGD,
                0.06,
                OptimizerConfig.Scaling.LINEAR,
                0.9,
                false,
                0.9,
                0.999,
                1e-8,
                0.001,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                List.of()));
  }

  @Test
  void everyMapping() {
    assertThat(
            config(
                """
                name: sgd
                rate: 0.3
                scaling: sqrt
                momentum: 0.8
                nesterov: true
                beta1: 0.7
                beta2: 0.95
                epsilon: 1e-6
                trust: 0.02
                weightDecay: 1e-4
                weightDecayEnd: 1e-3
                clip: 1
                clipEach: 3
                groups:
                - {pattern: predictor/**, weightDecay: 0, rate: 0.1, trustRatio: false, freeze: 1.5}
                - {pattern: '**/bias', rateFactor: 2}
                """))
        .isEqualTo(
            new OptimizerConfig(
                OptimizerConfig.Name.SGD,
                0.3,
                OptimizerConfig.Scaling.SQRT,
                0.8,
                true,
                0.7,
                0.95,
                1e-6,
                0.02,
                1e-4,
                OptionalDouble.of(1e-3),
                OptionalDouble.of(1),
                OptionalDouble.of(3),
                List.of(
                    new ParameterGroup(
                        "predictor/**",
                        OptionalDouble.of(0),
                        OptionalDouble.empty(),
                        OptionalDouble.of(0.1),
                        Optional.of(false),
                        OptionalDouble.of(1.5)),
                    new ParameterGroup(
                        "**/bias",
                        OptionalDouble.empty(),
                        OptionalDouble.of(2),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        OptionalDouble.empty()))));
  }

  @Test
  void nonsenseIsRefusedWithItsPath() {
    refused("{name: sgd, rate: -1}", "optimizer.rate must be 0 or greater, was -1");
    refused("{name: sgd, rate: 1, momentum: 1}", "optimizer.momentum must be in [0, 1), was 1");
    refused(
        "{name: sgd, rate: 1, weightDecayEnd: -1}",
        "optimizer.weightDecayEnd must be 0 or greater, was -1");
    refused(
        "{name: lars, rate: 1, nesterov: true}",
        "optimizer.nesterov must go with sgd and a momentum");
    refused(
        "{name: sdg, rate: 1}",
        "optimizer.name has no choice 'sdg', did you mean 'sgd'? (known: adam, adamw, lars, sgd)");
    refused(
        "{name: sgd, rate: 1, groups: [{pattern: a, rate: 1, rateFactor: 2}]}",
        "optimizer.groups[0].rate must not be given together with rateFactor");
    refused(
        "{name: sgd, rate: 1, groups: [{pattern: a, freeze: -1}]}",
        "optimizer.groups[0].freeze must be 0 or greater, was -1");
  }

  private static void refused(String yaml, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> config(yaml)).withMessage(message);
  }

  @Test
  void rulesAreThoseOfTheEngine() {
    assertThat(config("{name: sgd, rate: 1, momentum: 0.8, nesterov: true}").rule())
        .isEqualTo(new UpdateRule.Sgd(0.8, true));
    assertThat(config("{name: adam, rate: 1, beta1: 0.5}").rule())
        .isEqualTo(new UpdateRule.Adam(0.5, 0.999, 1e-8, false));
    assertThat(config("{name: adamw, rate: 1, beta2: 0.5}").rule())
        .isEqualTo(new UpdateRule.Adam(0.9, 0.5, 1e-8, true));
    assertThat(config("{name: lars, rate: 1, trust: 0.02}").rule())
        .isEqualTo(new UpdateRule.Lars(0.9, 0.02));
  }

  @Test
  void ratesArePer256Images() {
    assertThat(config("{name: sgd, rate: 0.3}").effectiveRate(1024)).isEqualTo(1.2);
    assertThat(config("{name: sgd, rate: 0.3, scaling: sqrt}").effectiveRate(1024)).isEqualTo(0.6);
    assertThat(config("{name: sgd, rate: 0.3, scaling: none}").effectiveRate(64)).isEqualTo(0.3);
  }

  private static final Map<String, long[]> SHAPES =
      Map.of(
          "backbone/conv1/weight", new long[] {8, 3, 3, 3},
          "backbone/bn1/weight", new long[] {8},
          "predictor/0/weight", new long[] {4, 8},
          "predictor/0/bias", new long[] {4},
          // A bias by name, whatever its shape.
          "backbone/table/bias", new long[] {2, 2});

  /** Ten epochs of seven updates. */
  private static final Schedule SCHEDULE = new Schedule(ScheduleTest.config("epochs: 10"), 7);

  private static UpdateRule.Settings settings(String extra, String path) {
    return settings(extra, path, 0);
  }

  private static UpdateRule.Settings settings(String extra, String path, long update) {
    var config = config("{name: lars, rate: 0.2, weightDecay: 0.1" + extra + "}");
    return new ParameterSettings(config, SHAPES.keySet(), SHAPES::get, 512, SCHEDULE)
        .at(0.25, update)
        .apply(path);
  }

  @Test
  void normsAndBiasesHaveNoDecayAndNoTrustRatio() {
    double none = Double.POSITIVE_INFINITY;
    var weight = new UpdateRule.Settings(0.25, 0.1, true, none);
    var plain = new UpdateRule.Settings(0.25, 0, false, none);

    assertThat(settings("", "backbone/conv1/weight")).isEqualTo(weight);
    assertThat(settings("", "predictor/0/weight")).isEqualTo(weight);
    assertThat(settings("", "backbone/bn1/weight")).isEqualTo(plain);
    assertThat(settings("", "predictor/0/bias")).isEqualTo(plain);
    assertThat(settings("", "backbone/table/bias")).isEqualTo(plain);
  }

  @Test
  void groupsTakeTheirTurnAndTheLastWins() {
    String groups =
        ", clipEach: 3, groups: [{pattern: '**', weightDecay: 0.3, trustRatio: true},"
            + " {pattern: predictor/**, rate: 0.1}, {pattern: 'predictor/*/bias', rateFactor: 4}]";

    assertThat(settings(groups, "backbone/bn1/weight"))
        .isEqualTo(new UpdateRule.Settings(0.25, 0.3, true, 3));
    assertThat(settings(groups, "predictor/0/bias"))
        .isEqualTo(new UpdateRule.Settings(1.0, 0.3, true, 3));
    // Constant: 0.1 per 256 images at 512 images, whatever the schedule asks for.
    assertThat(settings(groups, "predictor/0/weight"))
        .isEqualTo(new UpdateRule.Settings(0.2, 0.3, true, 3));
  }

  @Test
  void freezingIsCountedInUpdatesAndTheLastGroupWins() {
    String groups =
        ", groups: [{pattern: 'predictor/**', freeze: 1}, {pattern: '**/bias', freeze: 0},"
            + " {pattern: '**/conv1/*', freeze: 0.5}]";

    assertThat(settings(groups, "predictor/0/weight").since()).isEqualTo(7);
    assertThat(settings(groups, "predictor/0/bias").since()).isZero();
    assertThat(settings(groups, "backbone/conv1/weight").since()).isEqualTo(4);
    assertThat(settings(groups, "backbone/bn1/weight").since()).isZero();
  }

  @Test
  void onlyTheOptimizersOwnDecayIsScheduled() {
    String end =
        ", weightDecayEnd: 0.5, groups: [{pattern: 'predictor/*/weight', weightDecay: 0.3}]";

    assertThat(settings(end, "backbone/conv1/weight", 0).decay()).isEqualTo(0.1, within(1e-15));
    // Half of the 70 updates are behind: the cosine is 0.
    assertThat(settings(end, "backbone/conv1/weight", 35).decay()).isEqualTo(0.3, within(1e-12));
    assertThat(settings(end, "backbone/conv1/weight", 69).decay())
        .isEqualTo(0.5 - 0.2 * (1 + Math.cos(Math.PI * 69 / 70)), within(1e-12))
        .isCloseTo(0.5, within(3e-4));
    assertThat(settings(end, "predictor/0/weight", 69).decay()).isEqualTo(0.3);
    assertThat(settings(end, "backbone/bn1/weight", 69).decay()).isZero();
    assertThat(settings("", "backbone/conv1/weight", 69).decay()).isEqualTo(0.1);
  }

  @Test
  void groupsOverOthersKeepEverySetting() {
    OptimizerConfig own =
        config(
            "{name: adamw, rate: 1, weightDecay: 0.04, weightDecayEnd: 0.4, clip: 1, clipEach: 3}");
    ParameterGroup group = ParameterGroup.ofFactor("a", 0.5);

    OptimizerConfig both = own.over(List.of(group));

    assertThat(both.groups()).containsExactly(group);
    assertThat(both.weightDecayEnd()).hasValue(0.4);
    assertThat(both.clip()).hasValue(1);
    assertThat(both.clipEach()).hasValue(3);
  }

  @Test
  void aGroupThatMatchesNothingIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> settings(", groups: [{pattern: 'predicter/**', rate: 1}]", "predictor/0/bias"))
        .withMessage(
            "optimizer.groups: the pattern 'predicter/**' matches no trained parameter;"
                + " their paths are like backbone/bn1/weight");
  }

  @Test
  void patternsMatchWholePaths() {
    assertThat(matches("a/*", "a/b")).isTrue();
    assertThat(matches("a/*", "a/b/c")).isFalse();
    assertThat(matches("a/**", "a/b/c")).isTrue();
    assertThat(matches("**/bias", "a/b/bias")).isTrue();
    assertThat(matches("a", "a/b")).isFalse();
    assertThat(matches("a.b", "axb")).isFalse();
    assertThat(matches("layer*/conv", "layer1/conv")).isTrue();
    assertThat(matches("**/b/**", "a/b/c/d")).isTrue();
  }

  private static boolean matches(String pattern, String path) {
    return Bind.record("group", Map.of("pattern", pattern), ParameterGroup.class).matches(path);
  }

  @Test
  void scheduledRateIsUntouchedByScaling() {
    assertThat(settings("", "predictor/0/weight").rate()).isEqualTo(0.25, within(0.0));
  }
}
