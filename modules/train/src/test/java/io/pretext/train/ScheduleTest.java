package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

  static ScheduleConfig config(String yaml) {
    return Bind.record("schedule", Yaml.parse(yaml), ScheduleConfig.class);
  }

  private static Schedule schedule(String yaml, int stepsPerEpoch) {
    return new Schedule(config(yaml), stepsPerEpoch);
  }

  @Test
  void everyDefault() {
    assertThat(config("epochs: 15"))
        .isEqualTo(
            new ScheduleConfig(15, 256, 0, ScheduleConfig.Shape.COSINE, List.of(), 0.1, 0, 1));
  }

  @Test
  void everyMapping() {
    assertThat(
            config(
                "{epochs: 9, batch: 64, warmup: 0.5, shape: step, milestones: [3, 6], factor: 0.2,"
                    + " floor: 0.01, accumulate: 4}"))
        .isEqualTo(
            new ScheduleConfig(9, 64, 0.5, ScheduleConfig.Shape.STEP, List.of(3, 6), 0.2, 0.01, 4));
  }

  @Test
  void nonsenseIsRefusedWithItsPath() {
    refused("epochs: 0", "schedule.epochs must be at least 1, was 0");
    refused("{epochs: 2, warmup: 2}", "schedule.warmup must be in [0, 2), was 2");
    refused("{epochs: 2, floor: 2}", "schedule.floor must be in [0, 1], was 2");
    refused(
        "{epochs: 2, milestones: [1]}",
        "schedule.milestones must be given with the shape 'step', and only with it");
    refused(
        "{epochs: 2, shape: step}",
        "schedule.milestones must be given with the shape 'step', and only with it");
    refused(
        "{epochs: 9, shape: step, milestones: [6, 3]}", "schedule.milestones must rise: [6, 3]");
    refused("{epoch: 2}", "schedule: unknown key 'epoch', did you mean 'epochs'?");
  }

  private static void refused(String yaml, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(yaml))
        .withMessageStartingWith(message);
  }

  @Test
  void warmUpRisesLinearlyToThePeak() {
    Schedule schedule = schedule("{epochs: 10, warmup: 0.5, shape: constant}", 8);

    assertThat(schedule.factorAt(0)).isEqualTo(0.25);
    assertThat(schedule.factorAt(1)).isEqualTo(0.5);
    assertThat(schedule.factorAt(3)).isEqualTo(1);
    assertThat(schedule.factorAt(79)).isEqualTo(1);
  }

  @Test
  void theCosineFallsFromThePeakToTheFloor() {
    Schedule schedule = schedule("{epochs: 11, warmup: 1, floor: 0.1}", 10);

    assertThat(schedule.factorAt(10)).isEqualTo(1);
    assertThat(schedule.factorAt(60)).isEqualTo(0.55, within(1e-12));
    assertThat(schedule.factorAt(35))
        .isEqualTo(0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
    // One update before the end of the half period.
    assertThat(schedule.factorAt(109)).isBetween(0.1, 0.1005);
  }

  @Test
  void stepsFallAtTheirMilestones() {
    Schedule schedule = schedule("{epochs: 9, shape: step, milestones: [3, 6], factor: 0.1}", 10);

    assertThat(schedule.factorAt(29)).isEqualTo(1);
    assertThat(schedule.factorAt(30)).isEqualTo(0.1, within(1e-15));
    assertThat(schedule.factorAt(60)).isEqualTo(0.01, within(1e-15));
  }

  @Test
  void leftOverBatchesMakeAnUpdateOfTheirOwn() {
    assertThat(schedule("{epochs: 3, accumulate: 4}", 9).updates()).isEqualTo(9);
    assertThat(schedule("{epochs: 3, accumulate: 4}", 8).updates()).isEqualTo(6);
  }
}
