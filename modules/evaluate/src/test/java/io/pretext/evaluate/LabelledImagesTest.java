package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LabelledImagesTest {

  private static final Features ROWS =
      new Features(new float[][] {{1, 2}, {3, 4}, {5, 6}}, new int[] {0, 1, 2});

  @Test
  void paddingDoesNotCount() {
    Features features = Features.of(InMemory.images(ROWS, 2), Encoder.pixels());

    assertThat(features.rows()).isDeepEqualTo(ROWS.rows());
    assertThat(features.labels()).isEqualTo(ROWS.labels());
  }

  @Test
  void theWidthIsTheEncoders() {
    Features features =
        Features.of(InMemory.images(ROWS, 2), batch -> new float[] {1, 2, 3, 4, 5, 6});

    assertThat(features.dim()).isEqualTo(3);
    assertThat(features.rows()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}, {1, 2, 3}});
  }

  @Test
  void saysWhatIsWrong() {
    LabelledImages images = InMemory.images(ROWS, 2);

    assertThatThrownBy(() -> Features.of(images, batch -> new float[3]))
        .hasMessage(
            "an encoder gave 3 values for a batch of 2 images; it must give every image as many");
    assertThatThrownBy(
            () -> Features.of(new LabelledImages(images.parts(), new int[2]), Encoder.pixels()))
        .hasMessage("there are 2 labels but more images; give each image one label");
    assertThatThrownBy(() -> new Features(new float[1][2], new int[2]))
        .hasMessage("1 rows of features have 2 labels; give each row one");
  }
}
