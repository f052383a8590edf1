package io.pretext.app.command;

import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      Presets.names().forEach(console::say);
      console.result(Map.of("presets", Presets.names()));
      return 0;
    }
    var config = PretrainConfig.resolve(preset.get(), settings);
    Map<String, Object> values = Bind.map(config);
    console.say(Yaml.write(values).stripTrailing());
    console.result(values);
    return 0;
  }
}
