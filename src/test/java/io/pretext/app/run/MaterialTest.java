package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.app.config.DataConfig;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaterialTest {

  private static Material shapes(double heldOut, long seed) {
    return Material.of(new DataConfig("shapes", "", Split.TRAIN, 200, 0), heldOut, seed, 0);
  }

  private static Set<String> paths(Dataset images) {
    var paths = new HashSet<String>();
    IntStream.range(0, images.size()).forEach(i -> paths.add(images.path(i)));
    return paths;
  }

  @Test
  void withoutAShareTheTestImagesAreAskedAbout() {
    Material material = shapes(0, 0);

    assertThat(material.trained().size()).isEqualTo(200);
    assertThat(material.questions().orElseThrow().bank()).isSameAs(material.trained());
    assertThat(material.questions().orElseThrow().queries().name()).contains("test");
  }

  @Test
  void whatIsHeldOutIsAskedAboutAndNotTrainedOn() {
    Material material = shapes(0.1, 3);
    Questions questions = material.questions().orElseThrow();

    assertThat(material.trained()).isSameAs(questions.bank());
    assertThat(questions.queries().size()).isEqualTo(20);
    assertThat(questions.bank().size()).isEqualTo(180);
    assertThat(paths(questions.queries()))
        .hasSize(20)
        .doesNotContainAnyElementsOf(paths(questions.bank()));
  }

  @Test
  void theSeedChooses() {
    Set<String> first = paths(shapes(0.1, 3).questions().orElseThrow().queries());

    assertThat(paths(shapes(0.1, 3).questions().orElseThrow().queries())).isEqualTo(first);
    assertThat(paths(shapes(0.1, 4).questions().orElseThrow().queries())).isNotEqualTo(first);
  }

  @Test
  void imagesWithoutLabelsCannotBeAskedAbout(@TempDir Path folder) throws IOException {
    for (int i = 0; i < 4; i++) {
      ImageIO.write(
          new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
          "png",
          folder.resolve(i + ".png").toFile());
    }
    var data = new DataConfig(folder.toString(), "", Split.TRAIN, 0, 0);

    assertThatThrownBy(() -> Material.of(data, 0.1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no labels, so none can be held out to be asked about");
  }
}
