package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Stl10Test {

  private static final int RECORD = 3 * 96 * 96;

  @TempDir private Path folder;
  private final byte[] pixels = BinaryFiles.random(2 * RECORD, 5);

  @BeforeEach
  void writeTwoImages() {
    Path root = folder.resolve("stl10_binary");
    BinaryFiles.write(root.resolve("train_X.bin"), pixels);
    BinaryFiles.write(root.resolve("train_y.bin"), new byte[] {1, 10});
    BinaryFiles.write(root.resolve("unlabeled_X.bin"), BinaryFiles.random(3 * RECORD, 6));
  }

  @Test
  void pixelsAreStoredColumnByColumn() {
    byte[] rgb = open(Split.TRAIN).image(1).rgb();

    int green = RECORD + 96 * 96;
    assertThat(rgb[1]).isEqualTo(pixels[green]);
    assertThat(rgb[3 * 96 + 1]).as("x 0, y 1").isEqualTo(pixels[green + 1]);
    assertThat(rgb[3 + 1]).as("x 1, y 0").isEqualTo(pixels[green + 96]);
  }

  @Test
  void labelsStartAtOneInTheFileAndAtZeroHere() {
    Dataset set = open(Split.TRAIN);

    assertThat(set.label(0)).isZero();
    assertThat(set.classes().get(set.label(1))).isEqualTo("truck");
  }

  @Test
  void unlabelledPartHasNeitherLabelsNorClasses() {
    Dataset set = open(Split.UNLABELLED);

    assertThat(set.size()).isEqualTo(3);
    assertThat(set.label(2)).isEqualTo(Dataset.UNLABELLED);
    assertThat(set.classes()).isEmpty();
    assertThat(set.path(2)).isEqualTo("unlabeled_X.bin#2");
  }

  @Test
  void classNamesComeFromTheirFile() {
    BinaryFiles.write(
        folder.resolve("stl10_binary/class_names.txt"),
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n".getBytes());
    assertThat(open(Split.TRAIN).classes()).startsWith("a").hasSize(10);

    BinaryFiles.write(folder.resolve("stl10_binary/class_names.txt"), "a\nb\n".getBytes());
    assertThatThrownBy(() -> open(Split.TRAIN))
        .hasMessageContaining("class_names.txt names 2 classes, expected 10");
  }

  @Test
  void labelsOfAnotherNumberAreRefused() {
    BinaryFiles.write(folder.resolve("stl10_binary/train_y.bin"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> open(Split.TRAIN))
        .hasMessageContaining(
            "train_y.bin holds the labels of 2 images, expected 2 bytes, found 3");
  }

  @Test
  void truncatedImagesAreRefused() {
    BinaryFiles.write(folder.resolve("stl10_binary/train_X.bin"), new byte[RECORD + 1]);

    assertThatThrownBy(() -> open(Split.TRAIN))
        .hasMessageContaining("expected 138240000 bytes (5000 images of 27648 bytes), found 27649");
  }

  private Dataset open(Split split) {
    return Datasets.open(new DataRequest(folder.toString(), split));
  }
}
