package io.pretext.app.command;

import io.pretext.app.run.FinetuneRequest;
import io.pretext.app.run.Finetuning;
import io.pretext.app.terminal.Console;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "finetune",
    description = "Train a classifier on labelled images, from a model or from scratch.",
    footer = {
      "Examples: pretext finetune runs/first --data shapes",
      "          pretext finetune vit-mini-4 --scratch --data cifar10 --limit 10000"
    })
final class FinetuneCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "MODEL|BACKBONE",
      description = "A run directory, model file or zoo name; with --scratch, a backbone.")
  private String what;

  @Option(names = "--scratch", description = "Start from nothing.")
  private boolean scratch;

  @Option(
      names = "--data",
      paramLabel = "D",
      required = true,
      description = "A folder, or the name of a known data set.")
  private String data;

  @Option(
      names = "--labels",
      paramLabel = "PERCENT",
      description = "Use so many of the labels, drawn by the seed: 1%%, 10%% (default: 100%%).")
  private Optional<String> labels;

  @Option(
      names = "--freeze",
      paramLabel = "PATTERN",
      description =
          "Keep the values at these paths (layer1/**), or all but the heads (backbone). May be given"
              + " again.")
  private List<String> freeze = List.of();

  @Option(
      names = "--teacher",
      paramLabel = "MODEL",
      description = "Learn from this model's logits as well; see the section distillation.")
  private Optional<String> teacher;

  @Option(
      names = "--preset",
      description = "Settings to begin with (default: those that fit the backbone; pretext show).")
  private Optional<String> preset;

  @Mixin private PartOption part;
  @Mixin private RunOptions run;
  @Mixin private Output output;

  FinetuneCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var request =
        new FinetuneRequest(
            what,
            scratch,
            part.from(),
            preset,
            labels.map(Percent::of),
            freeze,
            teacher,
            run.on(Optional.of(data)));
    return TrainingOutcome.tell(console, Finetuning.of(request, console).run());
  }
}
