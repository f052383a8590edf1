package io.pretext.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.datasets.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttentionTest {

  private final AttentionMap map =
      new AttentionMap(2, 3, new float[] {0.1f, 0.3f, 0, 0.05f, 0.5f, 0.05f});

  @Test
  void theMaskIsTheFewestPatchesThatHoldTheMass() {
    assertThat(map.mask(0.6)).containsExactly(false, true, false, false, true, false);
    assertThat(map.mask(0.4)).containsExactly(false, false, false, false, true, false);
    assertThat(map.mask(0)).containsOnly(false);
    assertThat(map.mask(0.85)).containsExactly(true, true, false, false, true, false);
  }

  @Test
  void theMassIsAShareOfWhatThePatchesHave() {
    float[] weights = map.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 0.01f;
    }

    assertThat(new AttentionMap(2, 3, weights).mask(0.6)).isEqualTo(map.mask(0.6));
  }

  @Test
  void maskedKeepsThePixelsOfThePatchesInTheMask() {
    byte[] white = new byte[3 * 6 * 4];
    Arrays.fill(white, (byte) 0xff);

    byte[] rgb = map.masked(new Image(6, 4, white), 0.4).rgb();

    for (int p = 0; p < 24; p++) {
      boolean inside = p / 6 >= 2 && p % 6 / 2 == 1;
      assertThat(rgb[3 * p + 1] & 0xff).as("pixel %d", p).isEqualTo(inside ? 255 : 51);
    }
  }

  @Test
  void heatGoesFromBlackToPaleYellow() {
    byte[] rgb = map.heat(3, 2).rgb();

    assertThat(List.of(rgb[3 * 2] & 0xff, rgb[3 * 2 + 1] & 0xff)).containsExactly(0, 0);
    assertThat(List.of(rgb[3 * 4] & 0xff, rgb[3 * 4 + 1] & 0xff)).containsExactly(252, 255);
  }

  @Test
  void heatIsBilinearBetweenThePatches() {
    var ramp = new AttentionMap(1, 2, new float[] {0, 1});

    // Between the centres of two patches; a quarter is violet, half is red.
    byte[] rgb = ramp.heat(8, 1).rgb();

    assertThat(rgb[0] & 0xff).isZero();
    assertThat(rgb[3 * 7] & 0xff).isEqualTo(252);
    assertThat(rgb[3 * 3] & 0xff).isBetween(87, 188);
    assertThat(rgb[3 * 4] & 0xff).isBetween(188, 249);
  }

  @Test
  void aSheetHasTheImageTheMeanAndEveryHeadTwice(@TempDir Path folder) throws IOException {
    byte[] red = new byte[3 * 6 * 4];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 0xff;
    }
    Path png = folder.resolve("attention.png");

    new AttentionSheet("a title", new Image(6, 4, red), List.of(map, map, map), 0.4).write(png);

    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(sheet.getWidth()).isGreaterThanOrEqualTo(16 + 5 * 144 + 4 * 10 + 16);
    assertThat(count(sheet, 0xffff0000)).isEqualTo(2 * 144 * 96 + 4 * 144 * 96 / 6);
    assertThat(count(sheet, 0xff330000)).isEqualTo(4 * 144 * 96 * 5 / 6);
  }

  @Test
  void weightsMustFillTheGrid() {
    assertThatThrownBy(() -> new AttentionMap(2, 2, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 x 2 patches were given 3 weights");
  }

  private static int count(BufferedImage image, int color) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == color ? 1 : 0;
      }
    }
    return count;
  }
}
