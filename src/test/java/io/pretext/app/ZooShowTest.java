package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code zoo show FILE}, {@code bench read} and {@code bench fuzz} say. */
final class ZooShowTest {

  @TempDir private Path folder;

  private Path file() {
    Path file = folder.resolve("a.safetensors");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("conv.weight", new long[] {2, 3});
    shapes.put("conv.\u001b[2Jbias", new long[] {2});
    Safetensors.write(
        file, shapes, name -> new float[name.endsWith("bias") ? 2 : 6], Map.of("format", "pt"));
    return file;
  }

  @Test
  void everyTensorIsALine() {
    Cli cli = Cli.run("zoo", "show", file());

    assertThat(cli.code()).as(cli.err()).isZero();
    // sha256 of 24 and of 8 zero bytes.
    assertThat(cli.out().lines())
        .containsExactly(
            folder.resolve("a.safetensors") + ": safetensors",
            "  format: pt",
            "9d908ecfb6b2  F32  [2, 3]               conv.weight",
            "af5570f5a181  F32  [2]                  conv.?[2Jbias",
            "2 tensors, 8 values, 32 bytes");
  }

  @Test
  void jsonHasTheSame() {
    Map<String, Object> json = Cli.run("zoo", "show", file(), "--json").json();

    assertThat(json)
        .containsEntry("format", "safetensors")
        .containsEntry("metadata", Map.of("format", "pt"))
        .containsEntry("count", 2)
        .containsEntry("values", 8)
        .containsEntry("bytes", 32);
    assertThat((List<?>) json.get("tensors"))
        .first()
        .isEqualTo(
            Map.of(
                "name", "conv.weight",
                "type", "F32",
                "shape", List.of(2, 3),
                "checksum", "9d908ecfb6b2"));
  }

  @Test
  void whatIsNoFileOfTensorsGetsASentence() throws IOException {
    Cli missing = Cli.run("zoo", "show", folder.resolve("none.pth"));
    Path page = Files.writeString(folder.resolve("page.pth"), "<html>404</html>");
    Cli html = Cli.run("zoo", "show", page);

    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).startsWith("pretext: there is no file ");
    assertThat(html.code()).isEqualTo(1);
    assertThat(html.err()).startsWith("pretext: " + page + " is a web page");
  }

  @Test
  void readingIsMeasured() {
    assertThat(Cli.run("bench", "read", file(), "--keep", "--json").json())
        .containsEntry("bytes", 32)
        .containsEntry("kept", 2)
        .containsKeys("format", "ms", "peak_growth_mb");
  }

  @Test
  void fuzzingCountsWhatBecameOfEachFile() {
    Map<String, Object> json =
        Cli.run("bench", "fuzz", "--files", 40, "--format", "npz", "--json").json();

    Map<?, ?> npz = (Map<?, ?>) ((List<?>) json.get("formats")).get(0);
    assertThat(npz.get("failures")).isEqualTo(List.of());
    assertThat((int) npz.get("loaded") + (int) npz.get("refused")).isEqualTo(40);
  }
}
