package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.augment.ViewSpec;
import io.pretext.config.Bind;
import io.pretext.methods.MoCo;
import io.pretext.train.PathPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
    assertThat(config.optimizer().groups())
        .allSatisfy(
            group ->
                assertThat(blueprint.graph().parameters().keySet())
                    .anyMatch(new PathPattern(group.pattern())::matches));
  }

  /** Every view of a smoke run is a whole number of the transformer's patches. */
  @Test
  void imagesFitThePatches() {
    assertThat(sizes("imagenet/dino-vit-small-16")).startsWith(112, 112, 48).endsWith(48);
    assertThat(sizes("cifar10/dino-vit-mini-4")).containsExactly(32, 32, 16, 16, 16, 16);
    assertThat(sizes("imagenet/swav-resnet50")).startsWith(32, 32, 14).hasSize(8);
  }

  private static List<Integer> sizes(String preset) {
    var views = PretrainConfig.resolve(preset, List.of("smoke=true")).viewSettings();
    return views.recipe().sizes(views.size());
  }

  @Test
  void theNotebooksSettingsAreItsOwn() {
    PretrainConfig config = PretrainConfig.resolve("cifar10/moco-notebook-resnet18", List.of());
    var moco = new LinkedHashMap<String, Object>(Bind.map(MoCo.Config.v1()));
    moco.putAll(Map.of("temperature", 0.1, "queue", 4096, "momentum", 0.99));

    assertThat(config.optimizer().effectiveRate(512)).isEqualTo(0.06);
    assertThat(config.viewSettings().normalisation().toString())
        .isEqualTo("mean [0.4914, 0.4822, 0.4465] std [0.2023, 0.1994, 0.201]");
    assertThat(moco)
        .containsEntry("layers", 1)
        .containsEntry("projection", 128)
        .containsEntry("groups", 8)
        .containsEntry("shuffle", true)
        .containsEntry("symmetric", false)
        .containsAllEntriesOf(without(config.method(), "name"));
    assertThat(config.viewSettings().recipe().views())
        .singleElement()
        .extracting(ViewSpec::count, ViewSpec::scale, ViewSpec::jitterProbability, ViewSpec::blur)
        .containsExactly(2, List.of(0.08, 1.0), 0.8, 0.0);
  }

  private static Map<String, Object> without(Map<String, ?> values, String key) {
    var rest = new LinkedHashMap<String, Object>(values);
    rest.remove(key);
    return rest;
  }
}
