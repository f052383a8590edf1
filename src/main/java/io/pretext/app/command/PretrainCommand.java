package io.pretext.app.command;

import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.terminal.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pretrain",
    description = "Train a backbone on images without labels, and measure what it learned.",
    footer = {
      "",
      "Example: pretext pretrain cifar10/simclr-resnet20 --data DIR --set schedule.epochs=15"
    })
final class PretrainCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "PRESET|FILE",
      description = "A preset (see 'pretext show') or a YAML file of the same form.")
  private String preset;

  @Option(names = "--data", paramLabel = "D", description = "Folder or name of a known data set.")
  private Optional<String> data;

  @Mixin private RunOptions run;
  @Mixin private Output output;

  PretrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var request = new PretrainRequest(preset, run.on(data));
    return TrainingOutcome.tell(console, Pretraining.of(request, console).run());
  }
}
