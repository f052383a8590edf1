package io.pretext.app.command;

import io.pretext.app.run.FrozenModel;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "embed",
    description = "Write one feature vector per image, and a table of which row is which image.")
final class EmbedCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory, a model file or a zoo name.")
  private String model;

  @Option(names = "--data", paramLabel = "D", required = true, description = "Images to embed.")
  private String data;

  @Option(
      names = "--split",
      description = "Which part: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Split split = Split.TRAIN;

  @Option(names = "--limit", paramLabel = "N", description = "The first N images only.")
  private int limit;

  @Option(
      names = "--out",
      paramLabel = "FILE.npy",
      required = true,
      description = "Where to write [images, features] in float32; FILE.csv is written beside it.")
  private Path out;

  @Mixin private PartOption part;
  @Mixin private Output output;

  EmbedCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    try (FrozenModel frozen = FrozenModel.open(model, part.from())) {
      Dataset images = Datasets.open(new DataRequest(data, "", split, limit));
      Path table = frozen.embed(images, out);
      console.say(images.size() + " rows in " + out + ", listed in " + table);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("rows", images.size());
      result.put("features", frozen.features());
      result.put("out", out.toString());
      result.put("table", table.toString());
      console.result(result);
    }
    return 0;
  }
}
