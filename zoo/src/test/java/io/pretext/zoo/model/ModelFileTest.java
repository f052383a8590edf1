package io.pretext.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Safetensors;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {

  private static final Description DESCRIPTION =
      new Description(
          "resnet20",
          0.5,
          false,
          32,
          List.of(0.5, 0.25, 0.125),
          List.of(1.0, 2.0, 3.0),
          List.of("cat", "dog"),
          "pretext");

  @TempDir private Path folder;

  @Test
  void keepsValuesAndDescription() {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(
        file,
        DESCRIPTION,
        Map.of("layer1/0/conv1/weight", new long[] {1, 2}),
        path -> new float[] {3, 4});

    try (Model model = ModelFile.open(file)) {
      assertThat(model.description()).isEqualTo(DESCRIPTION);
      assertThat(model.paths()).containsExactly("layer1/0/conv1/weight");
      assertThat(model.shape("layer1/0/conv1/weight")).containsExactly(1, 2);
      assertThat(model.read("layer1/0/conv1/weight")).containsExactly(3, 4);
    }
  }

  @Test
  void tensorsHaveThePublishedNames() {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(
        file, DESCRIPTION, Map.of("layer1/0/conv1/weight", new long[0]), path -> new float[1]);

    try (Safetensors tensors = Safetensors.open(file)) {
      assertThat(tensors.names()).containsExactly("layer1.0.conv1.weight");
    }
  }

  @Test
  void whatIsNotAsPublishedIsTold() {
    Description other =
        new Description(
            "resnet20",
            0.5,
            false,
            32,
            DESCRIPTION.mean(),
            DESCRIPTION.deviation(),
            List.of(),
            "pretext",
            Norm.GROUP,
            true,
            new Projector(64, false));
    Path file = folder.resolve("group.safetensors");
    ModelFile.write(file, other, Map.of(), path -> new float[0]);

    try (Model model = ModelFile.open(file)) {
      assertThat(model.description()).isEqualTo(other);
      assertThat(model.description().options())
          .isEqualTo(
              BackboneOptions.ofWidth(0.5)
                  .withNorm(Norm.GROUP)
                  .withStandardise(true)
                  .withProjector(new Projector(64, false)));
      assertThat(ResizedModel.resized(model, 64).description()).isEqualTo(other.withImage(64));
    }
    assertThat(other.toMetadata().get(Description.KEY))
        .contains("\"norm\":\"group\"")
        .contains("\"standardise\":true");
    assertThat(DESCRIPTION.toMetadata().get(Description.KEY))
        .doesNotContain("norm")
        .doesNotContain("standardise");
  }

  @Test
  void aFileThatDoesNotDescribeItselfIsRefused() {
    Path file = folder.resolve("plain.safetensors");
    Safetensors.write(file, Map.of(), name -> new float[0], Map.of());

    assertThatThrownBy(() -> ModelFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plain.safetensors")
        .hasMessageContaining("pretext zoo import");
  }
}
