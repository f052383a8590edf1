package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.testkit.RealData;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistTest {

  private static final byte[] DIGITS = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
  private static final byte[] CLOTHES = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};

  @TempDir private Path folder;
  private final byte[] pixels = BinaryFiles.random(10 * 5 * 4, 3);

  @Test
  void greyIsWidenedToThreeChannels() {
    writePlain(DIGITS);

    Image image = open(Split.TRAIN, 0).image(2);

    assertThat(image.width()).isEqualTo(4);
    assertThat(image.height()).isEqualTo(5);
    for (int pixel = 0; pixel < 20; pixel++) {
      assertThat(Arrays.copyOfRange(image.rgb(), 3 * pixel, 3 * pixel + 3))
          .containsOnly(pixels[40 + pixel]);
    }
  }

  @Test
  void packedAndPlainAreTheSame() {
    writePlain(DIGITS);
    Path packed = folder.resolve("packed");
    BinaryFiles.write(
        packed.resolve("train-images-idx3-ubyte.gz"),
        BinaryFiles.gzip(BinaryFiles.idx(pixels, 10, 5, 4)));
    BinaryFiles.write(
        packed.resolve("train-labels-idx1-ubyte.gz"),
        BinaryFiles.gzip(BinaryFiles.idx(DIGITS, 10)));

    Dataset gz = Datasets.open(new DataRequest(packed.toString(), Split.TRAIN));
    Dataset plain = open(Split.TRAIN, 0);

    assertThat(gz.name()).isEqualTo("mnist (train)");
    for (int i = 0; i < 10; i++) {
      assertThat(gz.image(i).rgb()).isEqualTo(plain.image(i).rgb());
      assertThat(gz.label(i)).isEqualTo(plain.label(i)).isEqualTo(DIGITS[i]);
    }
    assertThat(gz.path(7)).isEqualTo("train-images-idx3-ubyte#7");
  }

  @Test
  void firstLabelsTellFashionFromDigits() {
    writePlain(CLOTHES);

    Dataset set = open(Split.TRAIN, 3);

    assertThat(set.name()).isEqualTo("fashion-mnist (train)");
    assertThat(set.classes().get(set.label(0))).isEqualTo("Ankle boot");
    assertThat(set.size()).isEqualTo(3);
  }

  @Test
  void kindMayBeForced() {
    writePlain(CLOTHES);

    Dataset set = Datasets.open(new DataRequest(folder.toString(), "mnist", Split.TRAIN, 0));

    assertThat(set.name()).isEqualTo("mnist (train)");
    assertThat(set.classes()).startsWith("0", "1");
  }

  @Test
  void truncatedFilesAreNamedWithTheirBytes() {
    writePlain(DIGITS);
    byte[] images = BinaryFiles.idx(pixels, 10, 5, 4);
    Path file = folder.resolve("train-images-idx3-ubyte");
    BinaryFiles.write(file, Arrays.copyOf(images, 100));

    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .hasMessageContaining("train-images-idx3-ubyte is truncated")
        .hasMessageContaining("expected 216 bytes (unpacked), found 100");
  }

  @Test
  void cutGzipIsAnErrorAndNotATrace() {
    writePlain(DIGITS);
    byte[] packed = BinaryFiles.gzip(BinaryFiles.idx(DIGITS, 10));
    Path file = folder.resolve("train-labels-idx1-ubyte");
    assertThat(file.toFile().delete()).isTrue();
    Path gz = folder.resolve("train-labels-idx1-ubyte.gz");

    BinaryFiles.write(gz, Arrays.copyOf(packed, packed.length / 2));
    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train-labels-idx1-ubyte.gz");

    packed[packed.length - 5] ^= 1; // the checksum
    BinaryFiles.write(gz, packed);
    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a whole gzip file");
  }

  @Test
  void otherIdxTypesAndSizesAreRefused() {
    writePlain(DIGITS);
    Path file = folder.resolve("train-images-idx3-ubyte");
    byte[] images = BinaryFiles.idx(pixels, 10, 5, 4);
    images[2] = 0x0d; // floats
    BinaryFiles.write(file, images);
    assertThatThrownBy(() -> open(Split.TRAIN, 0)).hasMessageContaining("not an idx file of bytes");

    BinaryFiles.write(file, BinaryFiles.idx(pixels, 1 << 20, 1 << 20, 4));
    assertThatThrownBy(() -> open(Split.TRAIN, 0)).hasMessageContaining("impossible size");

    BinaryFiles.write(file, BinaryFiles.idx(pixels, 5, 10, 4));
    assertThatThrownBy(() -> open(Split.TRAIN, 0)).hasMessageContaining("10 labels");
  }

  @Test
  void missingLabelsAreNamed() {
    writePlain(DIGITS);
    assertThat(folder.resolve("train-labels-idx1-ubyte").toFile().delete()).isTrue();

    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .hasMessageContaining("has no labels beside it: expected train-labels-idx1-ubyte");
  }

  @Test
  void realMnistTestSet() {
    Path real = RealData.folder("mnist");

    FixedSize test = (FixedSize) Datasets.open(new DataRequest(real.toString(), Split.TEST));

    assertThat(test.name()).isEqualTo("mnist (test)");
    assertThat(test.size()).isEqualTo(10_000);
    assertThat(test.width()).isEqualTo(28);
    assertThat(new int[] {test.label(0), test.label(1), test.label(2), test.label(3)})
        .containsExactly(7, 2, 1, 0);
    double sum = 0;
    for (int i = 0; i < test.size(); i++) {
      for (byte value : test.image(i).rgb()) {
        sum += value & 0xff;
      }
    }
    assertThat(sum / 255 / 10_000 / 2352).as("published mean").isCloseTo(0.1325, within(1e-4));
    assertThatThrownBy(() -> Datasets.open(new DataRequest(real.toString(), Split.TRAIN)))
        .hasMessageContaining("has no train part of mnist (it has: test)");
  }

  private void writePlain(byte[] labels) {
    BinaryFiles.write(folder.resolve("train-images-idx3-ubyte"), BinaryFiles.idx(pixels, 10, 5, 4));
    BinaryFiles.write(folder.resolve("train-labels-idx1-ubyte"), BinaryFiles.idx(labels, 10));
  }

  private Dataset open(Split split, int limit) {
    return Datasets.open(new DataRequest(folder.toString(), "", split, limit));
  }
}
