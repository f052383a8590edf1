package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.datasets.Image;
import io.pretext.graph.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreviewTest {

  @Test
  void showsWhatTrainingSeesInItsFirstEpoch() {
    var pictures = new Pictures(6, 20, 20);
    Recipe byol = Recipe.named("byol");
    List<List<Image>> rows = Preview.views(pictures, byol, 16, List.of(4, 1), 9);

    assertThat(rows).hasSize(2).allSatisfy(views -> assertThat(views).hasSize(2));
    try (var loader = new Loader(pictures, byol, 16, Normalisation.none(), 6, 9, 1)) {
      Batch batch = loader.epoch(0).next();
      int row = java.util.Arrays.stream(loader.indices()).boxed().toList().indexOf(4);
      float[] view = batch.tensor("view1").toArray();
      byte[] rgb = rows.get(0).get(1).rgb();
      for (int i = 0; i < rgb.length; i++) {
        float value = view[row * rgb.length + i % 3 * 256 + i / 3];
        assertThat(rgb[i] & 0xff).isEqualTo(Math.round(255 * value));
      }
    }
  }

  @Test
  void largeImagesTakeTheOtherPathAndTheirOwnSize() {
    List<List<Image>> rows =
        Preview.views(new Pictures(1, 300, 200), Recipe.named("dino"), 112, List.of(0), 1);

    assertThat(rows.get(0)).extracting(Image::width).startsWith(112, 112, 48).hasSize(10);
    assertThat(rows.get(0).get(0).rgb()).isNotEqualTo(rows.get(0).get(1).rgb());
  }
}
