package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset can be tried on built-in images: its method, backbone and views fit together. */
final class PresetSmokeTest {

  static Stream<String> presets() {
    return Presets.names().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void builds(String preset) {
    PretrainConfig config = PretrainConfig.resolve(preset, List.of("smoke=true"));

    Blueprint blueprint = Blueprint.of(config, config.schedule().batch());

    assertThat(config.data().source()).isEqualTo("shapes");
    assertThat(blueprint.graph().inputs()).containsKey("view0");
    assertThat(blueprint.graph().shape(blueprint.training().embedding())[0])
        .isEqualTo(config.schedule().batch());
    assertThat(blueprint.graph().parameters().keySet())
        .anyMatch(path -> path.startsWith(blueprint.training().backbone() + "/"));
  }
}
