package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Safetensors;
import io.pretext.zoo.fuzz.PickleBuilder;
import io.pretext.zoo.fuzz.ZipBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the golden files cannot hold: large files, rare types, PyTorch 2. */
final class TensorFileTest {

  /** More than a window is mapped at a time, and no multiple of it. */
  private static final int MANY = 5_000_003;

  @TempDir private Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private static byte[] floats(int count, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(order);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  private static byte[] pickle(int count, long[] shape, long[] strides) {
    return new PickleBuilder()
        .dictionary()
        .text("w")
        .tensor()
        .storage("FloatStorage", "0", count)
        .view(0, shape, strides)
        .raw('s')
        .bytes();
  }

  @Test
  void safetensorsKeepTheirMetadata() {
    Path path = folder.resolve("a.safetensors");
    Safetensors.write(
        path, Map.of("w", new long[] {3}), name -> new float[] {1, 2, 3}, Map.of("who", "me"));

    try (TensorFile file = TensorFile.open(path)) {
      assertThat(file.format()).isEqualTo("safetensors");
      assertThat(file.metadata()).isEqualTo(Map.of("who", "me"));
      assertThat(file.tensors().get("w").floats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aClosedFileCannotBeRead() throws IOException {
    byte[] zip =
        new ZipBuilder()
            .store("m/data.pkl", pickle(MANY, new long[] {MANY}, new long[] {1}))
            .store("m/data/0", floats(MANY, ByteOrder.LITTLE_ENDIAN))
            .bytes();
    TensorFile file = TensorFile.open(write(zip));
    file.close();

    assertThatThrownBy(() -> file.tensors().get("w").floats())
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void largeViewsAreReadInPlace() throws IOException {
    long rows = 1000;
    long columns = MANY / 1000;
    byte[] zip =
        new ZipBuilder()
            .store("m/data.pkl", pickle(MANY, new long[] {columns, rows}, new long[] {1, columns}))
            .store("m/data/0", floats(MANY, ByteOrder.LITTLE_ENDIAN))
            .bytes();

    try (TensorFile file = TensorFile.open(write(zip))) {
      float[] values = file.tensors().get("w").floats();
      // A prime step sees every row and column soon enough.
      for (int i = 0; i < values.length; i += 61) {
        assertThat(values[i]).isEqualTo(i % rows * columns + i / rows);
      }
    }
  }

  @Test
  void bigEndianArchivesAreTurned() throws IOException {
    for (long[] strides : new long[][] {{3, 1}, {1, 2}}) {
      byte[] zip =
          new ZipBuilder()
              .store("m/data.pkl", pickle(6, new long[] {2, 3}, strides))
              .store("m/byteorder", "big".getBytes(StandardCharsets.US_ASCII))
              .store("m/data/0", floats(6, ByteOrder.BIG_ENDIAN))
              .bytes();
      try (TensorFile file = TensorFile.open(write(zip))) {
        float[] expected =
            strides[1] == 1 ? new float[] {0, 1, 2, 3, 4, 5} : new float[] {0, 2, 4, 1, 3, 5};
        assertThat(file.tensors().get("w").floats()).containsExactly(expected);
      }
    }
  }

  @Test
  void untypedStoragesOfPyTorch2TakeTheTensorsType() throws IOException {
    byte[] pickle =
        new PickleBuilder()
            .global("torch._utils", "_rebuild_tensor_v3")
            .mark()
            .mark()
            .text("storage")
            .global("torch.storage", "UntypedStorage")
            .text("0")
            .text("cpu")
            .whole(4)
            .tuple()
            .raw('Q')
            .whole(0)
            .tupleOf(2)
            .tupleOf(1)
            .raw(0x89)
            .ordered()
            .global("torch", "uint16")
            .tuple()
            .call()
            .bytes();
    byte[] zip =
        new ZipBuilder()
            .store("m/data.pkl", pickle)
            .store("m/data/0", new byte[] {1, 0, -1, -1})
            .bytes();

    try (TensorFile file = TensorFile.open(write(zip))) {
      assertThat(file.tensors().get("tensor").type()).isEqualTo(DType.U16);
      assertThat(file.tensors().get("tensor").floats()).containsExactly(1, 65535);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 0x3C00, 1",
    "F16, 0xC000, -2",
    "F16, 0x7BFF, 65504",
    "F16, 0x0001, 5.9604645E-8",
    "F16, 0x8400, -6.1035156E-5",
    "F16, 0x7C00, Infinity",
    "F16, 0x7E00, NaN",
    "BF16, 0xBF80, -1",
    "F8_E4M3, 0x38, 1",
    "F8_E4M3, 0x7E, 448",
    "F8_E4M3, 0x01, 0.001953125",
    "F8_E4M3, 0xFF, NaN",
    "F8_E5M2, 0xC0, -2",
    "F8_E5M2, 0x7B, 57344",
    "U8, 0xFF, 255",
    "I8, 0xFF, -1",
    "U16, 0xFFFF, 65535",
    "I16, 0xFFFF, -1",
    "U32, 0xFFFFFFFF, 4294967296",
    "I32, 0xFFFFFFFF, -1",
    "U64, 0xFFFFFFFFFFFFFFFF, 18446744073709551616",
    "I64, 0xFFFFFFFFFFFFFFFF, -1",
    "F64, 0xBFE0000000000000, -0.5",
    "BOOL, 0x02, 1"
  })
  void everyTypeBecomesAFloat(DType type, String bits, float value) throws IOException {
    String header =
        "{\"w\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(type, type.bytes());
    ByteBuffer bytes = ByteBuffer.allocate(16 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    bytes.putLong(Long.parseUnsignedLong(bits.substring(2), 16));
    Path path = write(Arrays.copyOf(bytes.array(), bytes.capacity() - 8 + type.bytes()));

    try (TensorFile file = TensorFile.open(path)) {
      assertThat(file.tensors().get("w").floats()).containsExactly(value);
    }
  }

  @Test
  void complexValuesAreListedButAreNoFloats() throws IOException {
    byte[] pickle =
        new PickleBuilder()
            .tensor()
            .storage("ComplexFloatStorage", "0", 2)
            .view(0, new long[] {2}, new long[] {1})
            .bytes();
    byte[] zip =
        new ZipBuilder().store("m/data.pkl", pickle).store("m/data/0", new byte[16]).bytes();

    try (TensorFile file = TensorFile.open(write(zip))) {
      StoredTensor tensor = file.tensors().get("tensor");
      // sha256 of 16 zero bytes.
      assertThat(tensor.checksum()).isEqualTo("374708fff771");
      assertThatIllegalArgumentException()
          .isThrownBy(tensor::floats)
          .withMessageContaining("complex values");
    }
  }
}
