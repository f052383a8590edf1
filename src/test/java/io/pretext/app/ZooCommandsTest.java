package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.model.Models;
import io.pretext.graph.Safetensors;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zoo list}, {@code show}, {@code get}, {@code verify}, {@code import}. */
final class ZooCommandsTest {

  private static final String OURS = "resnet20-simclr-cifar10";

  @TempDir private Path folder;

  private static void assertSentence(Cli cli, String... parts) {
    assertThat(cli.code()).as(cli.err()).isEqualTo(1);
    assertThat(cli.err().lines().filter(line -> line.startsWith("pretext: "))).hasSize(1);
    assertThat(cli.err()).contains(parts);
  }

  @Test
  void listNamesEveryCard() {
    assertThat(Cli.run("zoo", "list").out().lines()).hasSize(Cards.names().size());
    assertThat((List<?>) Cli.run("zoo", "list", "--json").json().get("models"))
        .hasSize(Cards.names().size());
  }

  @Test
  void showPrintsACardOrAFile() throws IOException {
    assertThat(Cli.run("zoo", "show", OURS).out())
        .contains("Apache-2.0", "knn         44.41 %", "seed        0", "pretext pretrain");
    assertThat(Cli.run("zoo", "show", "resnet18-in1k", "--json").json())
        .containsEntry("sha256", "f37072fd")
        .containsEntry("licence", "BSD-3-Clause");
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(file, Map.of("w", new long[] {1}), name -> new float[1], Map.of());
    assertThat(Cli.run("zoo", "show", file).out()).contains("1 tensors");
    assertSentence(Cli.run("zoo", "show", folder.resolve("none")), "there is no file");
  }

  /** Offline, from the first command to features. */
  @Test
  void theModelInsideIsUsedByItsName() {
    Cli get = Cli.run("zoo", "get", OURS, "--json");
    assertThat(get.code()).as(get.err()).isZero();
    assertThat(Path.of(get.json().get("file").toString())).exists();

    Cli verify = Cli.run("zoo", "verify", OURS, "--json");
    assertThat(verify.code()).as(verify.out()).isZero();

    Path npy = folder.resolve("features.npy");
    Cli embed = Cli.run("embed", OURS, "--data", "shapes", "--limit", 3, "--out", npy, "--json");
    assertThat(embed.json()).containsEntry("rows", 3).containsEntry("features", 64);
    try (Model model = Models.open(OURS)) {
      assertThat(model.description().backbone()).isEqualTo("resnet20");
    }
  }

  @Test
  void aFileThatOnlyTheUserMaySupply() {
    assertSentence(
        Cli.run("zoo", "get", "resnet50-swav"), "CC-BY-NC-4.0", "--file FILE", "swav_800ep");
    assertSentence(Cli.run("zoo", "get", "resnet50-dinno"), "did you mean 'resnet50-dino'?");
  }

  @Test
  void importSaysWhatDoesNotFit() throws IOException {
    Path odd = folder.resolve("odd.safetensors");
    Safetensors.write(odd, Map.of("a.b", new long[] {1}), name -> new float[1], Map.of());
    Path out = folder.resolve("out.safetensors");

    assertSentence(
        Cli.run("zoo", "import", odd, "--out", out), "odd.safetensors", "of no network", "a.b");
    assertSentence(
        Cli.run("zoo", "import", odd, "--out", out, "--arch", "resnet5"), "did you mean");
    assertSentence(Cli.run("zoo", "import", odd, "--out", odd), "replace", "--out");
    Path text = Files.writeString(folder.resolve("page.html"), "<html>no model</html>");
    assertSentence(Cli.run("zoo", "import", text, "--out", out), "page.html");
    assertThat(out).doesNotExist();
  }

  @Test
  void importMakesAClassifierOfAModelFile() {
    Path file = SmallModel.write(folder.resolve("small.safetensors"), List.of("cat", "dog"));
    Path out = folder.resolve("out.safetensors");

    Cli cli =
        Cli.run(
            "zoo",
            "import",
            file,
            "--out",
            out,
            "--mean",
            "0.1,0.2,0.3",
            "--std",
            "1,1,1",
            "--classes",
            "Katze,Hund",
            "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json())
        .containsEntry("backbone", "resnet20")
        .containsEntry("width", 0.25)
        .containsEntry("classes", List.of("Katze", "Hund"))
        .containsEntry("mean", List.of(0.1, 0.2, 0.3))
        .containsEntry("matched", 97);
    try (Model model = Models.open(out.toString())) {
      assertThat(model.description().classes()).containsExactly("Katze", "Hund");
    }
  }
}
