package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.Presets;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.Datasets;
import io.pretext.methods.Methods;
import io.pretext.zoo.Backbones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that only look. */
final class CommandsTest {

  static Stream<String> presets() {
    return Presets.names().stream();
  }

  static Stream<String> commands() {
    CommandLine line = Main.commandLine(new Console(System.out, System.err, false));
    return line.getSubcommands().values().stream()
        .flatMap(c -> Stream.concat(Stream.of(c), c.getSubcommands().values().stream()))
        .map(c -> c.getCommandSpec().qualifiedName().substring("pretext ".length()));
  }

  @Test
  void everyPresetFileIsListed() throws IOException {
    Path files = Path.of("main/resources/presets");
    try (Stream<Path> presets = Files.walk(files)) {
      assertThat(
              presets
                  .filter(Files::isRegularFile)
                  .map(p -> files.relativize(p).toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(all());
    }
  }

  private static List<String> all() {
    return Stream.concat(presets(), finetuning()).toList();
  }

  static Stream<String> finetuning() {
    return Presets.finetuning().stream();
  }

  @ParameterizedTest
  @MethodSource("finetuning")
  void everyPresetOfFineTuningResolves(String preset) {
    assertThat(Cli.run("show", preset, "--json").json()).containsKeys("mixing", "layerDecay");
    assertThat(Presets.text(preset)).startsWith("# ").contains("ours: ", "pretext finetune ");
  }

  @Test
  void thePresetFollowsTheBackboneAndWhereItStarts() {
    assertThat(Presets.finetuning("vit-mini-4", true)).isEqualTo("finetune/scratch-vit");
    assertThat(Presets.finetuning("deit-mini-4", false)).isEqualTo("finetune/vit");
    assertThat(Presets.finetuning("repvgg-mini", true)).isEqualTo("finetune/scratch-conv");
    assertThat(Presets.finetuning("resnet20", false)).isEqualTo("finetune/conv");
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetResolves(String preset) {
    assertThat(Cli.run("show", preset, "--json").json()).containsKeys("method", "engine");
    assertThat(Presets.text(preset)).startsWith("# ").contains("ours: ").contains("smoke=true");
  }

  @Test
  void showPrintsWhatSetChanges() {
    var epochs =
        Cli.run("show", "cifar10/simclr-resnet20", "--set", "schedule.epochs=15", "--json")
            .json()
            .get("schedule");

    assertThat((Map<?, ?>) epochs).extracting("epochs").isEqualTo(15);
  }

  @Test
  void whatShowPrintsIsAPreset(@TempDir Path folder) throws IOException {
    String shown = Cli.run("show", "cifar10/simclr-resnet20").out();
    Path file = Files.writeString(folder.resolve("mine.yaml"), shown);

    assertThat(Cli.run("show", file).out()).isEqualTo(shown);
  }

  @Test
  void listsNameWhatThereIs() {
    assertThat(Cli.run("show").out().lines()).containsExactlyElementsOf(all());
    assertThat(Cli.run("backbones", "--json").json()).containsEntry("backbones", Backbones.names());
    assertThat(Cli.run("datasets", "--json").json()).containsEntry("datasets", Datasets.names());
  }

  @Test
  void methodsAreToldSideBySide() {
    List<String> lines = Cli.run("methods").out().lines().toList();
    assertThat(lines.get(0)).contains("negatives", "momentum encoder", "gradient", "views");
    assertThat(lines.subList(1, lines.size()).stream().map(line -> line.split(" ")[0]))
        .containsExactlyElementsOf(Methods.names());

    var records = (List<?>) Cli.run("methods", "--json").json().get("methods");

    assertThat(List.<Object>copyOf(records))
        .hasSize(Methods.names().size())
        .contains(
            Map.of(
                "name", "byol",
                "negatives", "none",
                "momentum_encoder", true,
                "predictor", true,
                "gradient", "one side",
                "batch", 128,
                "views", "2 or multi-crop"));
  }

  @Test
  void doctorFindsThisMachineFit() {
    Cli cli = Cli.run("doctor", "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().keySet())
        .containsExactly(
            "java", "cores", "memory", "processor", "nd4j", "onednn", "gpu", "disk", "data");
    assertThat(cli.json().get("onednn").toString()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(String command) {
    Object[] words = Stream.concat(Stream.of(command.split(" ")), Stream.of("--help")).toArray();

    Cli cli = Cli.run(words);

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).startsWith("Usage: pretext " + command).contains("--verbose", "--help");
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(List.of(Cli.run("--version").out().strip().split(" ")))
        .hasSize(2)
        .first()
        .isEqualTo("pretext");
  }
}
