package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.datasets.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class InOrderTest {

  private static final int SIDE = 16;
  private static final int LENGTH = 3 * SIDE * SIDE;

  @Test
  void smallImagesComeUnchangedInOrderAndTheLastIsRepeated() {
    var pictures = new Pictures(10, SIDE, SIDE);
    try (var inOrder = new InOrder(pictures, SIDE, Normalisation.none(), 4, 3)) {
      List<InOrder.Part> parts = new ArrayList<>();
      for (InOrder.Part part : inOrder) {
        parts.add(part);
        assertThat(part.batch().tensor("image").shape()).containsExactly(4, 3, SIDE, SIDE);
        float[] values = part.batch().tensor("image").toArray();
        for (int row = 0; row < 4; row++) {
          int index = Math.min(9, part.first() + row);
          assertThat(Arrays.copyOfRange(values, row * LENGTH, (row + 1) * LENGTH))
              .containsExactly(planes(pictures.image(index)));
        }
      }

      assertThat(parts).extracting(InOrder.Part::first).containsExactly(0, 4, 8);
      assertThat(parts).extracting(InOrder.Part::valid).containsExactly(4, 4, 2);
      assertThat(inOrder.parts()).isEqualTo(3);
    }
  }

  @Test
  void canBeReadAgain() {
    try (var inOrder = new InOrder(new Pictures(9, SIDE, SIDE), SIDE, Normalisation.none(), 4, 2)) {
      assertThat(contents(inOrder)).isDeepEqualTo(contents(inOrder));
    }
  }

  @Test
  void largeImagesLoseTheirMargin() {
    // Only the centre square of 224 in 256 is white.
    var framed = new Framed();
    try (var inOrder = new InOrder(framed, 112, Normalisation.none(), 1, 1)) {
      assertThat(inOrder.iterator().next().batch().tensor("image").toArray()).containsOnly(1f);
    }
  }

  @Test
  void anUnreadableImageReachesTheConsumerWithItsPath() {
    var pictures = new Pictures(32, SIDE, SIDE, true);
    try (var inOrder = new InOrder(pictures, SIDE, Normalisation.none(), 32, 2)) {
      assertThatThrownBy(() -> inOrder.iterator().next()).hasMessageContaining("pictures#13");
    }
  }

  private static float[][] contents(InOrder inOrder) {
    List<float[]> contents = new ArrayList<>();
    inOrder.forEach(part -> contents.add(part.batch().tensor("image").toArray()));
    return contents.toArray(float[][]::new);
  }

  private static float[] planes(Image image) {
    int n = image.width() * image.height();
    float[] planes = new float[3 * n];
    for (int i = 0; i < 3 * n; i++) {
      planes[i % 3 * n + i / 3] = Normalisation.none().slope(0) * (image.rgb()[i] & 0xff);
    }
    return planes;
  }

  /** One image of 300 x 256, black but for its centre. */
  private static final class Framed implements io.pretext.datasets.Dataset {

    @Override
    public String name() {
      return "framed";
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Image image(int index) {
      byte[] rgb = new byte[3 * 300 * 256];
      for (int y = 16; y < 240; y++) {
        Arrays.fill(rgb, 3 * (y * 300 + 38), 3 * (y * 300 + 262), (byte) 255);
      }
      return new Image(300, 256, rgb);
    }

    @Override
    public int label(int index) {
      return UNLABELLED;
    }

    @Override
    public String path(int index) {
      return "framed.png";
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public String fingerprint() {
      return "framed";
    }
  }
}
