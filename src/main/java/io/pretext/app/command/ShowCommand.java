package io.pretext.app.command;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.StockGraph;
import io.pretext.app.terminal.Console;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Yaml;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Print all settings of a preset, or list the presets.",
    footer =
        "Every line is a setting that --set can change: schedule: {epochs: 15} is schedule.epochs=15.")
final class ShowCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "PRESET|FILE", description = "What to print.")
  private Optional<String> preset;

  @Option(names = "--set", paramLabel = "path=value", description = "Change one setting first.")
  private List<String> settings = List.of();

  @Option(
      names = "--graph",
      paramLabel = "FILE",
      description = "Also write what is trained, with its initial values, as a SameDiff graph.")
  private Optional<Path> graph = Optional.empty();

  @Mixin private Output output;

  ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    if (preset.isEmpty()) {
      Check.that(graph.isEmpty(), "--graph", "come with a preset");
      List<String> names =
          Stream.concat(Presets.names().stream(), Presets.finetuning().stream()).toList();
      names.forEach(console::say);
      console.result(Map.of("presets", names));
      return 0;
    }
    Record config = config(preset.get());
    Map<String, Object> values = Bind.map(config);
    graph.ifPresent(file -> write(file, config));
    console.say(Yaml.write(values).stripTrailing());
    console.result(values);
    return 0;
  }

  private void write(Path file, Record config) {
    if (!(config instanceof PretrainConfig pretraining)) {
      throw new IllegalArgumentException(
          "--graph writes what a method trains; "
              + preset.get()
              + " is for fine-tuning: write its model with zoo export --format samediff");
    }
    StockGraph stock = StockGraph.of(pretraining);
    stock.write(file);
    console.warn("pretext: " + file + " computes 'loss' and 'embedding' from");
    stock
        .inputs()
        .forEach((name, shape) -> console.warn("  " + name + " " + Arrays.toString(shape)));
  }

  private Record config(String name) {
    return Presets.finetuning().contains(name) || FinetuneConfig.describes(Presets.read(name))
        ? FinetuneConfig.resolve(name, settings)
        : PretrainConfig.resolve(name, settings);
  }
}
