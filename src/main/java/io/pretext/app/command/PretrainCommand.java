package io.pretext.app.command;

import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.Result;
import io.pretext.app.terminal.Console;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Change one setting: schedule.epochs=15. May be given again.")
  private List<String> settings = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "Run directory (default: under runs).")
  private Optional<Path> out;

  @Option(names = "--resume", description = "Go on from the run directory's checkpoint.")
  private boolean resume;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      description = "Stop after N epochs of a longer schedule, to be resumed.")
  private Optional<Integer> stopAfter;

  @Option(names = "--limit", paramLabel = "N", description = "Use the first N images only.")
  private Optional<Integer> limit;

  @Mixin private Output output;

  PretrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var request = new PretrainRequest(preset, data, limit, settings, out, resume, stopAfter);
    return TrainingOutcome.tell(console, Pretraining.of(request, console).run().map(Result::json));
  }
}
