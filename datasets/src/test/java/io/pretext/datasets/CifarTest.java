package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.testkit.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarTest {

  @TempDir private Path folder;

  @Test
  void pixelsAreInterleavedFromPlanes() {
    BinaryFiles.cifar10(folder, 3);
    byte[] record = BinaryFiles.cifar(3, 1, "2".hashCode());

    Dataset set = open(Split.TRAIN, 0);
    byte[] rgb = set.image(4).rgb(); // the second image of data_batch_2.bin

    int pixels = 3073 + 1;
    assertThat(rgb[0]).isEqualTo(record[pixels]);
    assertThat(rgb[1]).isEqualTo(record[pixels + 1024]);
    assertThat(rgb[2]).isEqualTo(record[pixels + 2048]);
    assertThat(rgb[3 * 33]).as("second row, second column").isEqualTo(record[pixels + 33]);
    assertThat(set.label(4)).isEqualTo(1);
    assertThat(set.path(4)).isEqualTo("data_batch_2.bin#1");
    assertThat(set.size()).isEqualTo(15);
  }

  @Test
  void cifar100TakesTheFineLabel() throws IOException {
    byte[] train = BinaryFiles.cifar(2, 2, 1);
    train[0] = 19;
    train[1] = 99;
    Files.write(folder.resolve("train.bin"), train);

    Dataset set = open(Split.TRAIN, 0);

    assertThat(set.name()).isEqualTo("cifar100 (train)");
    assertThat(set.label(0)).isEqualTo(99);
    assertThat(set.classes()).hasSize(100).endsWith("worm");
    assertThat(set.image(1).rgb()[1]).isEqualTo(train[3074 + 2 + 1024]);
  }

  @Test
  void limitTakesTheFirstInFileOrder() {
    BinaryFiles.cifar10(folder, 3);

    Dataset set = open(Split.TRAIN, 4);

    assertThat(set.size()).isEqualTo(4);
    assertThat(set.path(3)).isEqualTo("data_batch_2.bin#0");
    assertThatThrownBy(() -> set.image(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(open(Split.TRAIN, 100).size()).isEqualTo(15);
  }

  @Test
  void truncatedFileIsNamedWithItsBytes() throws IOException {
    BinaryFiles.cifar10(folder, 3);
    Files.write(folder.resolve("data_batch_3.bin"), new byte[1000]);

    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data_batch_3.bin is truncated")
        .hasMessageContaining("expected 30730000 bytes (10000 images of 3073 bytes), found 1000");
  }

  @Test
  void missingFileIsNamed() throws IOException {
    BinaryFiles.cifar10(folder, 3);
    Files.delete(folder.resolve("data_batch_5.bin"));

    assertThatThrownBy(() -> open(Split.TRAIN, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data_batch_5.bin is missing");
  }

  @Test
  void missingPartIsAnError() {
    BinaryFiles.cifar10(folder, 3);

    assertThatThrownBy(() -> open(Split.VALIDATION, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no val part of cifar10 (it has: train, test)");
  }

  @Test
  void impossibleLabelIsAnError() throws IOException {
    byte[] train = BinaryFiles.cifar(1, 1, 1);
    train[0] = 77;
    BinaryFiles.cifar10(folder, 1);
    Files.write(folder.resolve("test_batch.bin"), train);

    assertThatThrownBy(() -> open(Split.TEST, 0).label(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test_batch.bin#0 says class 77");
  }

  @Test
  void fingerprintFollowsContentAndNotPlace() throws IOException {
    Path other = folder.resolve("other");
    BinaryFiles.cifar10(folder, 3);
    BinaryFiles.cifar10(other, 3);
    String here = open(Split.TRAIN, 0).fingerprint();

    assertThat(Datasets.open(new DataRequest(other.toString(), Split.TRAIN)).fingerprint())
        .isEqualTo(here)
        .startsWith("sha256:");
    assertThat(open(Split.TRAIN, 2).fingerprint()).isNotEqualTo(here);
    Files.write(folder.resolve("data_batch_1.bin"), BinaryFiles.cifar(3, 1, 99));
    assertThat(open(Split.TRAIN, 0).fingerprint()).isNotEqualTo(here);
  }

  @Test
  void realCifarHasItsPublishedMeansAndClasses() {
    Path real = RealData.folder("cifar10");
    FixedSize train = (FixedSize) Datasets.open(new DataRequest(real.toString(), Split.TRAIN));
    Dataset test = Datasets.open(new DataRequest(real.toString(), Split.TEST));
    double[] sum = new double[3];
    double[] squares = new double[3];
    int[] perClass = new int[10];
    byte[] rgb = new byte[3072];
    for (int i = 0; i < train.size(); i++) {
      train.copyRgb(i, rgb);
      perClass[train.label(i)]++;
      for (int at = 0; at < rgb.length; at++) {
        double value = (rgb[at] & 0xff) / 255.0;
        sum[at % 3] += value;
        squares[at % 3] += value * value;
      }
    }

    double[] means = {0.4914, 0.4822, 0.4465};
    double[] deviations = {0.2470, 0.2435, 0.2616};
    for (int c = 0; c < 3; c++) {
      double mean = sum[c] / train.size() / 1024;
      assertThat(mean).isCloseTo(means[c], within(1e-4));
      assertThat(Math.sqrt(squares[c] / train.size() / 1024 - mean * mean))
          .isCloseTo(deviations[c], within(1e-4));
    }
    assertThat(perClass).containsOnly(5000);
    assertThat(IntStream.range(0, test.size()).filter(i -> test.label(i) == 9)).hasSize(1000);
    assertThat(test.classes()).startsWith("airplane").endsWith("truck");
  }

  private Dataset open(Split split, int limit) {
    return Datasets.open(new DataRequest(folder.toString(), "", split, limit));
  }
}
