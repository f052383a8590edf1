package io.pretext.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.datasets.Image;
import io.pretext.graph.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SheetTest {

  private static final int RED = 0xffe53935;
  private static final int BLUE = 0xff1e66e5;

  private static final int GREEN_FRAME = 0xff1b9e3c;
  private static final int RED_FRAME = 0xffd32f2f;

  @TempDir private Path folder;

  @Test
  void everyImageIsEnlargedAndInItsPlace() throws IOException {
    Image left = plain(32, 32, RED);
    Image right = plain(64, 32, BLUE);
    Path png = folder.resolve("new/sheet.png");

    new ContactSheet("", List.of(), List.of(new ContactSheet.Row("", List.of(left, right))))
        .write(png);

    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(sheet.getWidth()).isEqualTo(16 + 96 + 10 + 96 + 16);
    assertThat(sheet.getHeight()).isEqualTo(16 + 96 + 16);
    assertThat(count(sheet, RED)).isEqualTo(96 * 96);
    assertThat(count(sheet, BLUE)).isEqualTo(96 * 48);
    assertThat(sheet.getRGB(16, 16)).isEqualTo(RED);
    assertThat(sheet.getRGB(16 + 96 + 10 + 48, 16 + 48)).isEqualTo(BLUE);
    assertThat(sheet.getRGB(16 + 96 + 10 + 48, 16 + 20)).isEqualTo(0xffffffff);
  }

  @Test
  void textMakesRoomForItselfAndMovesNoImageIntoAnother() throws IOException {
    Image image = plain(32, 32, RED);
    var row = new ContactSheet.Row("a label", Collections.nCopies(3, image));
    Path png = folder.resolve("sheet.png");

    new ContactSheet("A title", List.of("image", "view 1", "view 2"), List.of(row, row)).write(png);

    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(count(sheet, RED)).isEqualTo(6 * 96 * 96);
    assertThat(sheet.getHeight()).isGreaterThan(16 + 2 * 96 + 10 + 16);
  }

  @Test
  void framesTellTheSameClassFromAnother() throws IOException {
    BufferedImage same = neighbours("cat", "cat");
    BufferedImage other = neighbours("cat", "dog");
    BufferedImage unknown = neighbours("cat", "");

    assertThat(count(same, GREEN_FRAME)).isEqualTo(99 * 99 - 91 * 91);
    assertThat(count(same, RED_FRAME)).isZero();
    assertThat(count(other, RED_FRAME)).isGreaterThan(4 * 4 * 96 / 2);
    assertThat(count(other, GREEN_FRAME)).isZero();
    assertThat(count(unknown, GREEN_FRAME) + count(unknown, RED_FRAME)).isZero();
  }

  private BufferedImage neighbours(String query, String neighbour) throws IOException {
    Image image = plain(32, 32, BLUE);
    Path png = folder.resolve("neighbours.png");
    var found = List.of(new NeighbourSheet.Neighbour(image, neighbour, 0.9));
    new NeighbourSheet("", List.of(new NeighbourSheet.Row(image, query, found))).write(png);
    return ImageIO.read(png.toFile());
  }

  @Test
  void normalisationIsUndone() {
    float[] mean = {0.5f, 0.25f, 0};
    float[] std = {0.5f, 0.25f, 2};
    // Two images of 1 x 2 pixels; of the second, red -1 and 1, green 0 and 3, blue 0.25 and -1.
    Tensor images = Tensor.of(new float[] {9, 9, 9, 9, 9, 9, -1, 1, 0, 3, 0.25f, -1}, 2, 3, 1, 2);

    Image image = Pixels.of(images, 1, mean, std);

    assertThat(image.width()).isEqualTo(2);
    assertThat(image.height()).isEqualTo(1);
    assertThat(image.rgb()).containsExactly(0, 64, 128, 255, 255, 0);
  }

  @Test
  void saysWhereItCouldNotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    var sheet = new ContactSheet("", List.of(), List.of());

    assertThatThrownBy(() -> sheet.write(file.resolve("sheet.png")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write " + file.resolve("sheet.png"));
  }

  private static Image plain(int width, int height, int color) {
    var rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) (color >> 16);
      rgb[i + 1] = (byte) (color >> 8);
      rgb[i + 2] = (byte) color;
    }
    return new Image(width, height, rgb);
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
