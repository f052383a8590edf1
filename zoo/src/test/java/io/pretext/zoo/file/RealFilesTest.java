package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pretext.testkit.RealData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published weights; their checksums were computed with PyTorch. */
final class RealFilesTest {

  private static final Map<String, long[]> MNIST =
      Map.ofEntries(
          Map.entry("conv1.weight", new long[] {8, 1, 3, 3}),
          Map.entry("conv1.bias", new long[] {8}),
          Map.entry("conv2.weight", new long[] {16, 8, 3, 3}),
          Map.entry("conv2.bias", new long[] {16}),
          Map.entry("conv3.weight", new long[] {24, 16, 3, 3}),
          Map.entry("conv3.bias", new long[] {24}),
          Map.entry("norm1.weight", new long[] {24}),
          Map.entry("norm1.bias", new long[] {24}),
          Map.entry("norm1.running_mean", new long[] {24}),
          Map.entry("norm1.running_var", new long[] {24}),
          Map.entry("norm1.num_batches_tracked", new long[] {}),
          Map.entry("fc1.weight", new long[] {32, 11616}),
          Map.entry("fc1.bias", new long[] {32}),
          Map.entry("fc2.weight", new long[] {10, 32}),
          Map.entry("fc2.bias", new long[] {10}),
          Map.entry("norm2.weight", new long[] {10}),
          Map.entry("norm2.bias", new long[] {10}),
          Map.entry("norm2.running_mean", new long[] {10}),
          Map.entry("norm2.running_var", new long[] {10}),
          Map.entry("norm2.num_batches_tracked", new long[] {}));

  @ParameterizedTest
  @CsvSource({
    "mnist.pt, PyTorch zip, f533ca004c85, 61b54f9bdb62",
    "mnist.safetensors, safetensors, 5e64cde49270, 0dfa9e07ca7e"
  })
  void mnistNetworks(String name, String format, String weight, String batches) {
    Path path = RealData.folder("weights/burn-mnist").resolve(name);
    try (TensorFile file = TensorFile.open(path)) {
      assertThat(file.format()).isEqualTo(format);
      assertThat(file.tensors()).containsOnlyKeys(MNIST.keySet());
      MNIST.forEach(
          (key, shape) -> assertThat(file.tensors().get(key).shape()).as(key).isEqualTo(shape));
      assertThat(file.tensors().get("fc1.weight").checksum()).isEqualTo(weight);
      StoredTensor tracked = file.tensors().get("norm1.num_batches_tracked");
      assertThat(tracked.type()).isEqualTo(DType.I64);
      assertThat(tracked.checksum()).isEqualTo(batches);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet20-12fca82f.th, resnet20_keys.json, 91.7800, dd58fff31012, 4185ff48c3a3",
    "resnet56-4bfd9763.th, resnet56_keys.json, 93.6200, 2c839b9bbbcd, 214357d4a40b"
  })
  void cifarNetworks(String name, String keys, String best, String first, String last)
      throws IOException {
    Path path = RealData.folder("weights/akamaster").resolve(name);
    try (TensorFile file = TensorFile.open(path)) {
      assertThat(file.format()).isEqualTo("PyTorch legacy");
      assertThat(file.metadata().get("best_prec1")).startsWith(best.substring(0, 5));
      assertThat(shapes(file)).containsExactlyEntriesOf(reference(keys));
      assertThat(file.tensors().get("state_dict.module.conv1.weight").checksum()).isEqualTo(first);
      assertThat(file.tensors().get("state_dict.module.linear.bias").checksum()).isEqualTo(last);
    }
  }

  private static Map<String, String> shapes(TensorFile file) {
    var shapes = new LinkedHashMap<String, String>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(tensor.type()).isEqualTo(DType.F32);
              shapes.put(
                  name.replace("state_dict.module.", ""),
                  Arrays.toString(tensor.shape()).replace(" ", ""));
            });
    return shapes;
  }

  private static Map<String, String> reference(String keys) throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(RealData.folder("reference").resolve(keys).toFile());
    var shapes = new LinkedHashMap<String, String>();
    json.fields().forEachRemaining(e -> shapes.put(e.getKey(), e.getValue().get(1).toString()));
    return shapes;
  }
}
