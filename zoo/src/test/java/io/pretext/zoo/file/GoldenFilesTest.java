package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch and numpy wrote; the script beside the resources says how. */
final class GoldenFilesTest {

  private static final Set<DType> FRACTIONS = Set.of(DType.F64, DType.F32, DType.F16, DType.BF16);
  private static final Set<DType> WITHOUT_SIGN = Set.of(DType.U8, DType.U64);

  static Path file(String name) {
    return Path.of("src/test/resources/io/pretext/zoo/file", name);
  }

  /** The closed formula of the script. */
  static float[] expected(DType type, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int whole = (7 * i + 3) % 23 - 11;
      values[i] = whole;
      if (FRACTIONS.contains(type)) {
        values[i] = whole / 8f;
      } else if (WITHOUT_SIGN.contains(type)) {
        values[i] = Math.abs(whole);
      } else if (type == DType.BOOL) {
        values[i] = whole > 0 ? 1 : 0;
      }
    }
    return values;
  }

  private static void assertFollowsTheFormula(StoredTensor tensor) {
    assertThat(tensor.floats())
        .as(tensor.name())
        .containsExactly(expected(tensor.type(), (int) tensor.size()));
  }

  private static Map<String, String> listing(TensorFile file) {
    var listing = new TreeMap<String, String>();
    file.tensors().forEach((name, t) -> listing.put(name, t.type() + Arrays.toString(t.shape())));
    return listing;
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "legacy.pth"})
  void aTrainingCheckpointIsReadWhole(String name) {
    try (TensorFile file = TensorFile.open(file(name))) {
      String state = "state_dict.module.";
      assertThat(listing(file))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry(state + "f32", "F32[4, 6]"),
                  Map.entry(state + "f16", "F16[2, 3]"),
                  Map.entry(state + "bf16", "BF16[2, 3]"),
                  Map.entry(state + "f64", "F64[3]"),
                  Map.entry(state + "i64", "I64[3, 2]"),
                  Map.entry(state + "i32", "I32[3, 2]"),
                  Map.entry(state + "i16", "I16[5]"),
                  Map.entry(state + "i8", "I8[5]"),
                  Map.entry(state + "u8", "U8[5]"),
                  Map.entry(state + "bool", "BOOL[9]"),
                  Map.entry(state + "scalar", "I64[]"),
                  Map.entry(state + "nothing", "F32[0, 3]"),
                  Map.entry(state + "transposed", "F32[4, 6]"),
                  Map.entry(state + "every_second", "F32[5, 4]"),
                  Map.entry(state + "inside", "F32[4, 6]"),
                  Map.entry(state + "repeated", "F32[2, 1]"),
                  Map.entry(state + "parameter", "F32[3, 2]"),
                  Map.entry("optimizer.state.0.momentum_buffer", "F32[2, 3]"),
                  Map.entry("history.2.inner", "F32[2]")));
      file.tensors().values().stream()
          .filter(tensor -> !tensor.name().endsWith("repeated"))
          .forEach(GoldenFilesTest::assertFollowsTheFormula);
      assertThat(file.tensors().get(state + "repeated").floats()).containsExactly(-1, -1);
    }
  }

  @Test
  void theContainerIsNamed() {
    try (TensorFile zip = TensorFile.open(file("checkpoint.pth"));
        TensorFile legacy = TensorFile.open(file("legacy.pth"));
        TensorFile npz = TensorFile.open(file("stored.npz"))) {
      assertThat(zip.format()).isEqualTo("PyTorch zip");
      assertThat(legacy.format()).isEqualTo("PyTorch legacy");
      assertThat(npz.format()).isEqualTo("npz");
    }
  }

  @Test
  void plainValuesAtTheTopAreNotes() {
    try (TensorFile file = TensorFile.open(file("legacy.pth"))) {
      assertThat(file.metadata())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("epoch", "90", "arch", "resnet18", "rate", "0.25"));
    }
  }

  @Test
  void tensorsKeepTheOrderOfTheFile() {
    try (TensorFile file = TensorFile.open(file("checkpoint.pth"))) {
      assertThat(file.tensors().keySet())
          .startsWith("state_dict.module.f32", "state_dict.module.f16")
          .endsWith("history.2.inner");
    }
  }

  /** hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest()[:12]. */
  @Test
  void aChecksumIsThatOfTheRowMajorBytes() {
    try (TensorFile file = TensorFile.open(file("checkpoint.pth"))) {
      var tensors = file.tensors();
      String f32 = tensors.get("state_dict.module.f32").checksum();

      assertThat(f32).isEqualTo("72f5b462aea3");
      assertThat(tensors.get("state_dict.module.transposed").checksum()).isEqualTo(f32);
      assertThat(tensors.get("state_dict.module.inside").checksum()).isEqualTo(f32);
      assertThat(tensors.get("state_dict.module.scalar").checksum()).isEqualTo("7820681adb7f");
      assertThat(tensors.get("state_dict.module.nothing").checksum()).isEqualTo("e3b0c44298fc");
    }
  }

  @Test
  void aTensorAloneHasAName() {
    try (TensorFile file = TensorFile.open(file("alone.pt"))) {
      assertThat(listing(file)).isEqualTo(Map.of("tensor", "F32[2, 2]"));
      assertFollowsTheFormula(file.tensors().get("tensor"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"protocol4.pt", "protocol5.pt"})
  void laterProtocolsAreRead(String name) {
    try (TensorFile file = TensorFile.open(file(name))) {
      assertThat(listing(file)).isEqualTo(Map.of("weight", "F32[2, 3]", "count", "I64[]"));
      file.tensors().values().forEach(GoldenFilesTest::assertFollowsTheFormula);
    }
  }

  @Test
  void aPickledModuleReadsLikeItsStateDictionary() {
    try (TensorFile file = TensorFile.open(file("module.pt"))) {
      assertThat(file.tensors())
          .containsOnlyKeys(
              "0.weight",
              "0.bias",
              "1.weight",
              "1.bias",
              "1.running_mean",
              "1.running_var",
              "1.num_batches_tracked");
      assertFollowsTheFormula(file.tensors().get("0.weight"));
    }
  }

  @Test
  void aProgramIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorFile.open(file("program.pt")))
        .withMessageContaining("program.pt is a TorchScript archive")
        .withMessageContaining("state_dict()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz", "zip64.npz"})
  void numpyArraysOfEveryOrderAreRead(String name) {
    try (TensorFile file = TensorFile.open(file(name))) {
      assertThat(listing(file))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "conv/kernel", "F32[2, 3, 4]",
                  "fortran", "F64[3, 5]",
                  "big", "I32[2, 3]",
                  "half", "F16[7]",
                  "unsigned", "U64[4]",
                  "flag", "BOOL[4]",
                  "scalar", "F32[]",
                  "jax", "BF16[3]"));
      file.tensors().values().forEach(GoldenFilesTest::assertFollowsTheFormula);
    }
  }

  @Test
  void streamingGivesTheSameValues() {
    try (TensorFile file = TensorFile.open(file("deflated.npz"))) {
      for (StoredTensor tensor : file.tensors().values()) {
        var streamed = new ArrayList<Float>();
        tensor.read(
            some -> {
              while (some.hasRemaining()) {
                streamed.add(some.get());
              }
            });
        float[] all = tensor.floats();
        assertThat(streamed).hasSize(all.length);
        for (int i = 0; i < all.length; i++) {
          assertThat(streamed.get(i)).isEqualTo(all[i]);
        }
      }
    }
  }
}
