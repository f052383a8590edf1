package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {

  @TempDir Path folder;

  private Path file;
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  @BeforeEach
  void makeTensors() {
    file = folder.resolve("a.safetensors");
    // More than one chunk of a MiB, and no multiple of it.
    tensor("backbone/conv1/weight", 700, 1001);
    tensor("bias", 3);
    tensor("scalar");
    tensor("nothing", 0, 4);
  }

  private void tensor(String name, long... shape) {
    var random = new SplittableRandom(name.hashCode());
    float[] array = new float[(int) Shape.size(shape)];
    for (int i = 0; i < array.length; i++) {
      array[i] = Float.intBitsToFloat(random.nextInt() & 0x7F7FFFFF);
    }
    shapes.put(name, shape);
    values.put(name, array);
  }

  private void write() {
    Safetensors.write(file, shapes, values::get, Map.of("epoch", "3", "quote", "\"ä\n"));
  }

  @Test
  void readsBackWhatWasWritten() {
    write();

    try (var read = Safetensors.open(file)) {
      assertThat(read.names()).containsExactlyElementsOf(shapes.keySet());
      assertThat(read.metadata()).isEqualTo(Map.of("epoch", "3", "quote", "\"ä\n"));
      for (String name : shapes.keySet()) {
        assertThat(read.shape(name)).isEqualTo(shapes.get(name));
        assertThat(read.type(name)).isEqualTo("F32");
        assertThat(Arrays.equals(read.read(name), values.get(name))).as(name).isTrue();
      }
    }
  }

  @Test
  void wholeNumbersAreI64WhereAskedFor() throws IOException {
    Safetensors.write(
        file,
        Map.of("steps", new long[] {2}),
        Set.of("steps"),
        name -> new float[] {3, -1},
        Map.of());

    try (var read = Safetensors.open(file)) {
      assertThat(read.type("steps")).isEqualTo("I64");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes.capacity() - 16;
    assertThat(bytes.getLong(start)).isEqualTo(3);
    assertThat(bytes.getLong(start + 8)).isEqualTo(-1);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Safetensors.write(file, Map.of("a", new long[] {2}), name -> new float[] {1, -2}, Map.of());

    byte[] all = Files.readAllBytes(file);
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    assertThat(length % 8).isZero();
    assertThat(new String(all, 8, length, StandardCharsets.UTF_8))
        .startsWith("{\"a\":{")
        .contains("\"dtype\":\"F32\"", "\"shape\":[2]", "\"data_offsets\":[0,8]");
    assertThat(bytes.getFloat(8 + length)).isEqualTo(1);
    assertThat(bytes.getFloat(12 + length)).isEqualTo(-2);
    assertThat(all).hasSize(16 + length);
  }

  @Test
  void aFailingWriteLeavesTheOldFile() {
    write();
    Map<String, float[]> old = Map.copyOf(values);

    assertThatThrownBy(
            () ->
                Safetensors.write(
                    file,
                    shapes,
                    name -> {
                      if (name.equals("bias")) {
                        throw new UncheckedIOException(new IOException("disk"));
                      }
                      return new float[700 * 1001];
                    },
                    Map.of()))
        .isInstanceOf(UncheckedIOException.class);

    try (var read = Safetensors.open(file)) {
      assertThat(read.read("backbone/conv1/weight")).isEqualTo(old.get("backbone/conv1/weight"));
    }
    assertThat(folder.resolve("a.safetensors.part")).doesNotExist();
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    write();
    byte[] all = Files.readAllBytes(file);
    for (int keep : new int[] {0, 5, 8, 40, 300, 5000, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, keep));
      assertThatIllegalArgumentException()
          .as("%d bytes", keep)
          .isThrownBy(() -> Safetensors.open(file))
          .withMessageContaining("truncated");
    }
  }

  @Test
  void aHugeHeaderIsRefusedBeforeItIsRead() throws IOException {
    for (long length : new long[] {Long.MAX_VALUE, -1, 100_000_001, 17}) {
      file(length, "{\"a\":{}}       ", 0);
      refused("is truncated or not a safetensors file: its header does not fit");
    }
  }

  @Test
  void damagedTablesAreRefused() throws IOException {
    refused("{\"a\":3}", 0, "has no type");
    refused("{\"a\":{", 0, "is not a JSON object");
    refused("[1]", 0, "is not a JSON object");
    refused(tensor("a", "Q4", 1, 0, 4), 4, "tensor 'a' of", "has the unknown type Q4");
    refused(tensor("a", "F32", 2, 0, 4), 4, "does not fit its place [0, 4]");
    refused(tensor("a", "F32", -1, 0, 4), 4, "has no valid shape");
    refused(tensor("a", "F32", Long.MAX_VALUE, 0, 4), 4, "has the impossible shape");
    refused(tensor("a", "F32", 1, 4, 8), 8, "tensor 'a' of", "follows a gap");
    refused(tensor("a", "F32", 1, 0, 4), 5, "is damaged: its tensors take 4 bytes, it holds 5");
    refused(tensor("a", "F32", 1, 0, 4), 3, "is truncated: its tensors take 4 bytes");
    String a = tensor("a", "F32", 2, 0, 8);
    String b = tensor("b", "F32", 2, 4, 12);
    String both = a.substring(0, a.length() - 1) + "," + b.substring(1);
    refused(both, 12, "tensor 'b' of", "overlaps another");
  }

  @Test
  void otherTypesAreListedButNotReadAsFloats() throws IOException {
    String text = tensor("count", "I64", 1, 0, 8);
    file(text.length(), text, 8);

    try (var read = Safetensors.open(file)) {
      assertThat(read.type("count")).isEqualTo("I64");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read.read("count"))
          .withMessage("tensor 'count' of " + file + " has type I64, F32 is needed");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read.read("b"))
          .withMessage(file + " has no tensor 'b'");
    }
  }

  @Test
  void wrongCountsAreRefusedOnWriting() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Safetensors.write(
                    file, Map.of("a", new long[] {2}), name -> new float[3], Map.of()))
        .withMessage("tensor 'a' has 3 values, its shape asks for 2");
    assertThat(file).doesNotExist();
  }

  @Test
  void aMissingFileIsNamed() {
    refused("there is no file " + file);
  }

  private static String tensor(String name, String type, long size, long begin, long end) {
    return "{\"%s\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
        .formatted(name, type, size, begin, end);
  }

  private void file(long length, String header, int data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
    Files.write(file, bytes.array());
  }

  private void refused(String header, int data, String... parts) throws IOException {
    file(header.length(), header, data);
    refused(parts);
  }

  private void refused(String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.open(file))
        .withMessageContainingAll(parts)
        .withMessageContaining(file.toString());
  }
}
