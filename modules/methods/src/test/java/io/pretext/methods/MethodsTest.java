package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Bind;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MethodsTest {

  @Test
  void everyNameIsAMethod() {
    assertThat(Methods.names())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(Methods.create(Map.of("name", name))).isNotNull());
  }

  @Test
  void settingsReachTheRecord() {
    Map<String, Object> yaml =
        Map.of("layers", 3, "hidden", 64, "projection", 32, "norms", "hidden", "temperature", 0.2);

    assertThat(Bind.record("method", yaml, SimClr.Config.class))
        .isEqualTo(new SimClr.Config(3, 64, 32, Mlp.Norms.HIDDEN, 0.2));
    assertThat(Bind.record("method", Map.of(), SimClr.Config.class))
        .isEqualTo(SimClr.Config.defaults());
  }

  @Test
  void anUnknownNameSuggestsTheNearest() {
    assertThatThrownBy(() -> Methods.create(Map.of("name", "simcrl")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown method 'simcrl', did you mean 'simclr'?");
  }

  @Test
  void aMissingNameIsSaid() {
    assertThatThrownBy(() -> Methods.create(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("method: missing key 'name'");
  }

  @Test
  void anUnknownSettingSuggestsTheNearest() {
    assertThatThrownBy(() -> Methods.create(Map.of("name", "simclr", "temprature", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'temperature'");
  }

  @Test
  void aSettingOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Methods.create(Map.of("name", "simclr", "layers", 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layers must be");
    assertThatThrownBy(() -> Methods.create(Map.of("name", "simclr", "temperature", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature must be");
  }
}
