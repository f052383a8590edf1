package io.pretext.app.command;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.model.Models;
import io.pretext.app.run.Judgement;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.zoo.model.DeployedModel;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = "Measure how often a model's classifier is right on labelled images.")
final class EvaluateCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory, a model file or a zoo name.")
  private String model;

  @Option(names = "--data", paramLabel = "D", required = true, description = "Labelled images.")
  private String data;

  @Option(
      names = "--split",
      description = "Which part: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Split split = Split.TEST;

  @Option(names = "--limit", paramLabel = "N", description = "The first N images only.")
  private int limit;

  @Option(
      names = "--deploy",
      description = "Evaluate the deploy form of a RepVGG, computed from that for training.")
  private boolean deploy;

  @Mixin private Output output;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    Dataset images = Datasets.open(new DataRequest(data, "", split, limit));
    try (Model opened = Models.open(model)) {
      Model form = deploy ? DeployedModel.deployed(opened) : opened;
      Judgement judgement = Judgement.of(form, images, EngineConfig.defaults());
      tell(images, judgement);
    }
    return 0;
  }

  private void tell(Dataset images, Judgement judgement) {
    console.say(
        String.format(
            Locale.ROOT,
            "top-1 %.2f %%, top-5 %.2f %% on %s, %d images at %.0f images/s",
            judgement.accuracy().top1(),
            judgement.accuracy().top5(),
            images.name(),
            images.size(),
            judgement.imagesPerSecond()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("top1", judgement.accuracy().top1());
    result.put("top5", judgement.accuracy().top5());
    result.put("images", judgement.accuracy().images());
    result.put("images_per_second", judgement.imagesPerSecond());
    result.put("dataset", images.name());
    result.put("model", model);
    console.result(result);
  }
}
