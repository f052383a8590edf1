package io.pretext.app.command;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.config.Bind;
import io.pretext.config.Yaml;
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

  @Mixin private Output output;

  ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    if (preset.isEmpty()) {
      List<String> names =
          Stream.concat(Presets.names().stream(), Presets.finetuning().stream()).toList();
      names.forEach(console::say);
      console.result(Map.of("presets", names));
      return 0;
    }
    Map<String, Object> values = Bind.map(config(preset.get()));
    console.say(Yaml.write(values).stripTrailing());
    console.result(values);
    return 0;
  }

  private Record config(String name) {
    return Presets.finetuning().contains(name) || FinetuneConfig.describes(Presets.read(name))
        ? FinetuneConfig.resolve(name, settings)
        : PretrainConfig.resolve(name, settings);
  }
}
