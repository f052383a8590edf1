package io.pretext.app.command;

import io.pretext.app.run.FrozenModel;
import io.pretext.app.terminal.Console;
import io.pretext.evaluate.Knn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "knn",
    description = "Measure a model's backbone with a weighted nearest-neighbour classifier.")
final class KnnCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory, a model file or a zoo name.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "D",
      description = "Labelled images (default: what a run was trained on).")
  private Optional<String> data;

  @Option(names = "--limit", paramLabel = "N", description = "Bank: the first N training images.")
  private Optional<Integer> limit;

  @Option(names = "--k", description = "Neighbours that vote (default: the run's, or 20).")
  private Optional<Integer> k;

  @Option(names = "--temperature", description = "Of their votes (default: the run's, or 0.07).")
  private Optional<Double> temperature;

  @Mixin private PartOption part;
  @Mixin private Output output;

  KnnCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    try (FrozenModel frozen = FrozenModel.open(model, part.from())) {
      var evaluate = frozen.evaluate();
      var knn = new Knn(k.orElse(evaluate.k()), temperature.orElse(evaluate.temperature()));
      double accuracy = frozen.knn(knn, data, limit);
      console.say(
          String.format("kNN %.2f %% (k=%d, T=%s, cosine)", accuracy, knn.k(), knn.temperature()));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("knn", accuracy);
      result.put("k", knn.k());
      result.put("temperature", knn.temperature());
      result.put("model", model);
      console.result(result);
    }
    return 0;
  }
}
