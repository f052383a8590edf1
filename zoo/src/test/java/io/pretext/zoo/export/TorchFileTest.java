package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes of the archive; that PyTorch reads them is checked by src/test/python/torch_reads.py.
 */
final class TorchFileTest {

  private static final Pattern GLOBAL = Pattern.compile("c([a-z_.]+\n\\w+)\n");

  @TempDir private Path folder;

  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  private StateDict state() {
    shapes.put("w", new long[] {2, 3});
    shapes.put("n", new long[0]);
    return new StateDict(
        shapes,
        Set.of("n"),
        name -> name.equals("n") ? new float[] {7} : new float[] {1, 2, 3, 4, 5, 6});
  }

  @Test
  void everyTensorIsAnUncompressedEntry() throws IOException {
    Path file = folder.resolve("model.pth");
    TorchFile.write(file, state());

    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();

      assertThat(entries)
          .extracting(ZipEntry::getName)
          .containsExactly(
              "archive/data.pkl",
              "archive/data/0",
              "archive/data/1",
              "archive/byteorder",
              "archive/version");
      assertThat(entries).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
      assertThat(bytes(zip, "data/0").getFloat(4)).isEqualTo(2);
      assertThat(bytes(zip, "data/0").capacity()).isEqualTo(24);
      assertThat(bytes(zip, "data/1").getLong(0)).isEqualTo(7);
      assertThat(text(zip, "version")).isEqualTo("3\n");
    }
  }

  @Test
  void thePickleNamesTheTensorsAndNothingButTorchAndOrderedDict() throws IOException {
    Path file = folder.resolve("model.pth");
    TorchFile.writeForDetectron2(file, state());

    try (ZipFile zip = new ZipFile(file.toFile())) {
      String pickle = text(zip, "data.pkl");

      assertThat(pickle)
          .startsWith("\u0080\u0002}(X\u0005\0\0\0model")
          .endsWith("matching_heuristics\u0088u.");
      assertThat(GLOBAL.matcher(pickle).results().map(found -> found.group(1)))
          .containsOnly(
              "torch._utils\n_rebuild_tensor_v2",
              "torch\nFloatStorage",
              "torch\nLongStorage",
              "collections\nOrderedDict");
    }
  }

  private static String text(ZipFile zip, String name) {
    return StandardCharsets.ISO_8859_1.decode(bytes(zip, name)).toString();
  }

  private static ByteBuffer bytes(ZipFile zip, String name) {
    try (var in = zip.getInputStream(zip.getEntry("archive/" + name))) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
