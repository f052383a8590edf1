package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.testkit.RealData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {

  @TempDir private Path folder;

  @Test
  void imagesWithoutClassFoldersAreUnlabelledAndInOrderOfTheirPaths() {
    image("b.png", 3, 2);
    image("a.jpg", 5, 4);
    image("c.JPEG", 6, 7);

    Dataset set = open(Split.TRAIN, 0);

    assertThat(paths(set)).containsExactly("a.jpg", "b.png", "c.JPEG");
    assertThat(set.classes()).isEmpty();
    assertThat(set.label(0)).isEqualTo(Dataset.UNLABELLED);
    assertThat(set.image(0).width()).isEqualTo(5);
    assertThat(set.image(1).rgb()).isEqualTo(pixels(3, 2));
  }

  @Test
  void subFoldersAreClassesAtAnyDepth() {
    image("zebra/x.png", 2, 2);
    image("ant/deep/er/y.png", 2, 2);
    image("loose.png", 2, 2);
    image(".hidden/z.png", 2, 2);

    Dataset set = open(Split.TRAIN, 0);

    assertThat(set.classes()).containsExactly("ant", "zebra");
    assertThat(paths(set)).containsExactly("ant/deep/er/y.png", "loose.png", "zebra/x.png");
    assertThat(labels(set)).containsExactly(0, Dataset.UNLABELLED, 1);
  }

  @Test
  void partsShareTheNumbersOfTheirClasses() {
    image("train/ant/1.png", 2, 2);
    image("train/bee/2.png", 2, 2);
    image("train/cat/3.png", 2, 2);
    image("val/cat/4.png", 2, 2);
    image("unlabelled/dog/5.png", 2, 2);

    Dataset validation = open(Split.VALIDATION, 0);

    assertThat(validation.classes()).containsExactly("ant", "bee", "cat");
    assertThat(labels(validation)).containsExactly(2);
    assertThat(validation.path(0)).isEqualTo("cat/4.png");
    assertThat(labels(open(Split.UNLABELLED, 0))).containsExactly(Dataset.UNLABELLED);
    assertThat(Datasets.splits(folder.toString(), ""))
        .containsExactly(Split.TRAIN, Split.VALIDATION, Split.UNLABELLED);
    assertThatThrownBy(() -> open(Split.TEST, 0))
        .hasMessageContaining("has no test part (it has: train, val, unlabelled)")
        .hasMessageContaining("sub-folder test");
  }

  @Test
  void aClassMayBeCalledTrain() {
    image("train/1.png", 2, 2);
    image("boat/2.png", 2, 2);

    assertThat(open(Split.TRAIN, 0).classes()).containsExactly("boat", "train");
  }

  @Test
  void limitTakesTheFirstReadableInFileOrder() {
    write("a.png", new byte[] {1, 2, 3});
    image("b.png", 2, 2);
    image("c.png", 2, 2);
    image("d.png", 2, 2);

    assertThat(paths(open(Split.TRAIN, 2))).containsExactly("b.png", "c.png");
  }

  @Test
  void damagedFilesAreListedOnceAndLeftOut() {
    image("good.png", 2, 2);
    write("empty.png", new byte[0]);
    write("text.jpg", "not an image".getBytes());
    write("cut.png", Arrays.copyOf(png(20, 20, BufferedImage.TYPE_INT_RGB), 90));
    byte[] jpeg = jpeg(64, 64);
    write("cut.jpg", Arrays.copyOf(jpeg, jpeg.length / 2));
    write("header.jpg", Arrays.copyOf(jpeg, 30));
    try (LogLines log = new LogLines(ImageFolder.class)) {
      Dataset set = open(Split.TRAIN, 0);

      assertThat(paths(set)).containsExactly("good.png");
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains("5 damaged files are left out", "cut.jpg: the file is truncated or damaged")
          .contains("cut.png: ", "empty.png: the file is empty")
          .contains("header.jpg: the file ends in its header", "text.jpg: the content is neither");
    }
  }

  @Test
  void damageFoundLateIsListedOnceAndAnImageOfItsClassStandsIn() {
    byte[] png = png(30, 30, BufferedImage.TYPE_INT_RGB);
    Arrays.fill(png, 60, png.length - 30, (byte) 0x55);
    write("ant/1.png", png);
    image("ant/2.png", 4, 4);
    image("bee/3.png", 5, 5);
    Dataset set = open(Split.TRAIN, 0);
    try (LogLines log = new LogLines(ImageFolder.class)) {
      assertThat(set.size()).isEqualTo(3);
      assertThat(set.image(0).rgb()).isEqualTo(pixels(4, 4));
      assertThat(set.image(0).width()).isEqualTo(4);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("1.png is damaged", "stands in for it");
    }
  }

  @Test
  void folderWithoutReadableImageIsAnError() {
    write("a.png", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no readable image: 1 files were damaged, the first a.png");

    image("train/x/b.png", 2, 2);
    assertThat(new File(folder.toFile(), "test").mkdir()).isTrue();
    assertThatThrownBy(() -> open(Split.TEST, 0))
        .hasMessageContaining("has no readable image: no .jpg, .jpeg, .png or .webp file is there");
  }

  @Test
  void greyIsWidenedWithoutChangingItsValues() {
    BufferedImage grey = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 50, 128, 255});
    write("grey.png", encode(grey, "png"));

    assertThat(open(Split.TRAIN, 0).image(0).rgb())
        .containsExactly(0, 0, 0, 50, 50, 50, 128, 128, 128, 255, 255, 255);
  }

  @Test
  void sixteenBitsKeepTheUpperByteAndPalettesTheirColours() {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setPixels(0, 0, 2, 1, new int[] {0x1234, 0xfedc});
    write("deep.png", encode(deep, "png"));
    BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.setRGB(0, 0, 0xff0000);
    indexed.setRGB(1, 0, 0x0000ff);
    write("indexed.png", encode(indexed, "png"));

    Dataset set = open(Split.TRAIN, 0);

    assertThat(set.image(0).rgb()).containsExactly(0x12, 0x12, 0x12, 0xfe, 0xfe, 0xfe);
    assertThat(set.image(1).rgb()).containsExactly(255, 0, 0, 0, 0, 255);
  }

  @Test
  void otherNumbersOfChannelsAreErrorsThatSayWhich() {
    image("a.png", 2, 2);
    write("rgba.png", png(2, 2, BufferedImage.TYPE_INT_ARGB));
    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rgba.png has 4 channels (alpha or CMYK)")
        .hasMessageContaining("images must have one (grey) or three");

    byte[] greyAlpha = png(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    greyAlpha[25] = 4; // the colour type of the header
    write("ga.png", greyAlpha);
    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .hasMessageContaining("ga.png has 2 channels (grey and alpha), and 1 more files");
    assertThat(open(Split.TRAIN, 1).size()).as("those before it are fine").isEqualTo(1);
  }

  @Test
  void cmykIsAnErrorByItsHeader() {
    byte[] jpeg = jpeg(8, 8);
    int frame = IntStream.range(0, jpeg.length).filter(i -> frameAt(jpeg, i)).findFirst().orElse(0);
    jpeg[frame + 9] = 4;
    write("cmyk.jpg", jpeg);

    assertThatThrownBy(() -> open(Split.TRAIN, 0)).hasMessageContaining("cmyk.jpg has 4 channels");
  }

  @Test
  void contentDecidesAndNotTheName() {
    write("really-a-png.jpg", png(3, 2, BufferedImage.TYPE_INT_RGB));

    assertThat(open(Split.TRAIN, 0).image(0).rgb()).isEqualTo(pixels(3, 2));
  }

  @Test
  void linksAreFollowedAndLoopsAreNot() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.write(elsewhere.resolve("x.png"), png(2, 2, BufferedImage.TYPE_INT_RGB));
    Files.createSymbolicLink(root.resolve("linked"), elsewhere);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("dangling.png"), folder.resolve("nothing"));

    Dataset set = Datasets.open(new DataRequest(root.toString(), Split.TRAIN));

    assertThat(paths(set)).containsExactly("linked/x.png");
  }

  @Test
  void manyThreadsReadTheSamePixels() {
    for (int i = 0; i < 20; i++) {
      image("%02d.png".formatted(i), 10 + i, 9);
    }
    Dataset set = open(Split.TRAIN, 0);

    List<byte[]> read =
        IntStream.range(0, 200).parallel().mapToObj(i -> set.image(i % 20).rgb()).toList();

    for (int i = 0; i < 200; i++) {
      assertThat(read.get(i)).isEqualTo(pixels(10 + i % 20, 9));
    }
  }

  @Test
  void fingerprintFollowsNamesAndContent() {
    image("a.png", 2, 2);
    String one = open(Split.TRAIN, 0).fingerprint();
    assertThat(open(Split.TRAIN, 0).fingerprint()).isEqualTo(one);

    image("a.png", 2, 3);
    String changed = open(Split.TRAIN, 0).fingerprint();
    image("b.png", 2, 2);

    assertThat(changed).isNotEqualTo(one);
    assertThat(open(Split.TRAIN, 0).fingerprint()).isNotEqualTo(changed);
  }

  @Test
  void realPhotographsAreRead() {
    Path real = RealData.folder("photos");

    Dataset set = Datasets.open(new DataRequest(real.toString(), Split.TRAIN));

    assertThat(set.size()).isEqualTo(8);
    for (int i = 0; i < set.size(); i++) {
      assertThat(set.image(i).width()).isGreaterThan(100);
    }
  }

  private void image(String path, int width, int height) {
    boolean png = path.endsWith(".png");
    write(path, png ? png(width, height, BufferedImage.TYPE_INT_RGB) : jpeg(width, height));
  }

  private void write(String path, byte[] content) {
    BinaryFiles.write(folder.resolve(path), content);
  }

  private Dataset open(Split split, int limit) {
    return Datasets.open(new DataRequest(folder.toString(), "", split, limit));
  }

  /** What {@link #png} paints: no two pixels of a row are alike. */
  private static byte[] pixels(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (37 * i + width);
    }
    return rgb;
  }

  private static byte[] png(int width, int height, int type) {
    return encode(painted(width, height, type), "png");
  }

  private static byte[] jpeg(int width, int height) {
    return encode(painted(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  private static BufferedImage painted(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    byte[] rgb = pixels(width, height);
    for (int i = 0; i < width * height; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      image.setRGB(i % width, i / width, 0xff << 24 | red << 16 | green << 8 | blue);
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, bytes)).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static boolean frameAt(byte[] jpeg, int i) {
    return i + 9 < jpeg.length && jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0;
  }

  private static List<String> paths(Dataset set) {
    return IntStream.range(0, set.size()).mapToObj(set::path).toList();
  }

  private static int[] labels(Dataset set) {
    return IntStream.range(0, set.size()).map(set::label).toArray();
  }
}
