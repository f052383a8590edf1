package io.pretext.app.command;

import io.pretext.app.run.TrainedRun;
import io.pretext.app.terminal.Console;
import io.pretext.evaluate.Knn;
import java.nio.file.Path;
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
    description = "Measure a run's backbone with a weighted nearest-neighbour classifier.")
final class KnnCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "Run directory of 'pretext pretrain'.")
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "D",
      description = "Labelled images (default: what the run was trained on).")
  private Optional<String> data;

  @Option(names = "--limit", paramLabel = "N", description = "Bank: the first N training images.")
  private Optional<Integer> limit;

  @Option(names = "--k", description = "Neighbours that vote (default: the run's).")
  private Optional<Integer> k;

  @Option(names = "--temperature", description = "Of their votes (default: the run's).")
  private Optional<Double> temperature;

  @Mixin private Output output;

  KnnCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    try (TrainedRun trained = TrainedRun.open(run)) {
      var evaluate = trained.config().evaluate();
      var knn = new Knn(k.orElse(evaluate.k()), temperature.orElse(evaluate.temperature()));
      double accuracy = trained.knn(knn, data, limit);
      console.say(
          String.format("kNN %.2f %% (k=%d, T=%s, cosine)", accuracy, knn.k(), knn.temperature()));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("knn", accuracy);
      result.put("k", knn.k());
      result.put("temperature", knn.temperature());
      result.put("run", run.toString());
      console.result(result);
    }
    return 0;
  }
}
