package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingsTest {

  private static final Features FEATURES =
      new Features(new float[][] {{1, -2}, {0.5f, 3e-9f}, {7, 8}}, new int[] {4, -1, 0});
  private static final LabelledImages IMAGES = InMemory.images(FEATURES, 2);
  private static final List<String> PATHS = List.of("dog/1.png", "a, \"b\".png", "c\nd.png");

  @TempDir private Path folder;

  @Test
  void writesWhatNumPyReads() throws IOException {
    Path npy = folder.resolve("deep/er/features.npy");
    Embeddings.write(npy, IMAGES, Encoder.pixels(), PATHS::get);

    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    var magic = new byte[8];
    file.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    var header = new byte[file.getShort()];
    file.get(header);
    assertThat(new String(header, StandardCharsets.US_ASCII))
        .matches("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(3, 2\\), \\} *\n");
    assertThat(file.position() % 64).isZero();
    var values = new float[6];
    file.asFloatBuffer().get(values);
    assertThat(values).containsExactly(1, -2, 0.5f, 3e-9f, 7, 8);
    assertThat(file.remaining()).isEqualTo(6 * Float.BYTES);
  }

  @Test
  void saysWhichRowIsWhichImage() throws IOException {
    Path npy = folder.resolve("features.npy");
    Embeddings.write(npy, IMAGES, Encoder.pixels(), PATHS::get);

    assertThat(folder.resolve("features.csv"))
        .hasContent("row,path,label\n0,dog/1.png,4\n1,\"a, \"\"b\"\".png\",\n2,\"c\nd.png\",0\n");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void anInterruptedCallLeavesTheOldFileAndNothingElse() throws IOException {
    Path npy = folder.resolve("features.npy");
    Files.writeString(npy, "old");
    var tooFew = new LabelledImages(IMAGES.parts(), new int[] {1, 2, 3, 4});

    assertThatThrownBy(() -> Embeddings.write(npy, tooFew, Encoder.pixels(), PATHS::get))
        .hasMessage("there are 4 labels but 3 images; give each image one label");
    assertThat(npy).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(npy);
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> Embeddings.csvBeside(Path.of("a.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a.txt does not end in .npy, the one format that embeddings are written in");
    assertThatThrownBy(
            () -> Embeddings.write(file.resolve("a.npy"), IMAGES, Encoder.pixels(), PATHS::get))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write " + file.resolve("a.npy"));
  }
}
