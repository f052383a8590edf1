package io.pretext.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import io.pretext.methods.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StudyTest {

  static Stream<Study.Row> rows() {
    return Study.names().stream().flatMap(name -> Study.read(name).rows().stream());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowOfOurStudiesBuilds(Study.Row row) {
    var changes = new ArrayList<>(List.of("smoke=true"));
    changes.addAll(row.set());
    PretrainConfig config = PretrainConfig.resolve(row.preset(), changes);

    Blueprint blueprint = Blueprint.of(config, config.schedule().batch());

    assertThat(blueprint.graph().inputs())
        .hasSize(row.name().endsWith("-multicrop") ? 6 : 2)
        .containsKeys("view0", "view1");
  }

  @Test
  void withoutNamesEveryMethodIsARow() {
    Study study = Study.ofPresets("resnet20", List.of());

    assertThat(study.rows()).extracting(Study.Row::name).isEqualTo(Methods.names());
    assertThat(study.rows().get(0).preset()).isEqualTo("cifar10/simclr-resnet20");
    assertThat(Study.ofPresets("vit-mini-4", List.of()).rows())
        .extracting(Study.Row::preset)
        .containsExactly("cifar10/moco-v3-vit-mini-4", "cifar10/dino-vit-mini-4");
    assertThatThrownBy(() -> Study.ofPresets("resnet21", List.of()))
        .hasMessage(
            "no preset is of the backbone 'resnet21': see 'pretext show' for those there are");
  }

  @Test
  void rowsAreChosenByName() {
    Study study = Study.read("joint-embedding-controls");

    assertThat(study.only(List.of("dino", "byol")).rows())
        .extracting(Study.Row::name)
        .containsExactly("byol", "dino");
    assertThat(study.only(List.of())).isEqualTo(study);
    assertThatThrownBy(() -> study.only(List.of("dyno")))
        .hasMessageStartingWith("the study has no row 'dyno', did you mean 'dino'?");
  }

  @Test
  void namesAreNamesOfDirectories() {
    assertThatThrownBy(() -> bind("rows: [{name: a/b, preset: p}]"))
        .hasMessage("rows[0].name must be of letters, digits, '.', '-', '_', was a/b");
    assertThatThrownBy(() -> bind("rows: [{name: a, preset: p}, {name: a, preset: q}]"))
        .hasMessage("rows must have names of their own: a");
    assertThatThrownBy(() -> Study.read("controls"))
        .hasMessageStartingWith("'controls' is neither a file nor a study");
  }

  private static Study bind(String yaml) {
    return Bind.record("", Yaml.parse(yaml), Study.class);
  }
}
