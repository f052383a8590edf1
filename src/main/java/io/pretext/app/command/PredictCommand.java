package io.pretext.app.command;

import io.pretext.Classifier;
import io.pretext.app.run.PredictionTable;
import io.pretext.app.terminal.Console;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", description = "Write what a model sees in each image of a folder.")
final class PredictCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory, a model file or a zoo name.")
  private String model;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Folder of JPEG, PNG and WebP files, at any depth.")
  private Path images;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      required = true,
      description = "Where to write path, class, probability, and the next four classes.")
  private Path out;

  @Mixin private Output output;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    try (Classifier classifier = Classifier.open(model)) {
      PredictionTable table = PredictionTable.write(out, images, classifier);
      table.skipped().forEach((path, why) -> console.warn("skipped " + path + ": " + why));
      console.say(
          table.images() + " images in " + out + ", " + table.skipped().size() + " skipped");
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("images", table.images());
      result.put("skipped", List.copyOf(table.skipped().keySet()));
      result.put("classes", classifier.classes());
      result.put("out", out.toString());
      result.put("model", model);
      console.result(result);
    }
    return 0;
  }
}
