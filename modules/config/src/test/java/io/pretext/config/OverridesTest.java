package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OverridesTest {

  private final Map<String, Object> settings =
      Yaml.parse("seed: 0\nschedule: {epochs: 100, milestones: []}\nmethod: {name: simclr}");

  @Test
  void valuesAreYaml() {
    assertThat(
            Overrides.apply(
                settings, List.of("seed=7", "schedule.epochs=15", "schedule.milestones=[60, 80]")))
        .isEqualTo(
            Map.of(
                "seed",
                7,
                "schedule",
                Map.of("epochs", 15, "milestones", List.of(60, 80)),
                "method",
                Map.of("name", "simclr")));
  }

  @Test
  void theOriginalIsLeftAlone() {
    Overrides.apply(settings, List.of("schedule.epochs=15"));

    assertThat(settings)
        .extracting("schedule")
        .isEqualTo(Map.of("epochs", 100, "milestones", List.of()));
  }

  @Test
  void theLastOneWinsAndAValueMayHoldEquals() {
    assertThat(Overrides.apply(settings, List.of("seed=1", "seed=a=b")))
        .containsEntry("seed", "a=b");
  }

  @Test
  void anUnknownPathNamesTheNearest() {
    for (String path : List.of("schedule.epoch", "scedule.epochs", "schedule.epochs.x")) {
      refused(path + "=3", "there is no setting '" + path + "', did you mean 'schedule.epochs'?");
    }
  }

  @Test
  void anOpenSectionTakesNewKeys() {
    assertThat(
            Overrides.apply(settings, List.of("method.temperature=0.5"), Set.of("method"))
                .get("method"))
        .isEqualTo(Map.of("name", "simclr", "temperature", 0.5));
    refused("method.temperature=0.5", "there is no setting 'method.temperature'");
  }

  @Test
  void aSectionIsNotAValue() {
    refused("schedule=3", "schedule is a section, set one of its keys: epochs, milestones");
  }

  @Test
  void textWithoutEqualsIsNoSetting() {
    refused("epochs", "'epochs' is not a setting, write path=value as in schedule.epochs=15");
    refused("=3", "'=3' is not a setting");
  }

  private void refused(String override, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Overrides.apply(settings, List.of(override)))
        .withMessageStartingWith(message);
  }
}
