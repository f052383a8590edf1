package io.pretext.app.command;

import io.pretext.app.run.AttentionViews;
import io.pretext.app.terminal.Console;
import io.pretext.config.Check;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "attention",
    description = "Draw what the heads of a vision transformer look at, and where most of it is.",
    footer = "Example: pretext view attention model.safetensors --images photos --size 480")
final class ViewAttentionCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A model with a backbone vit, deit or dinov2.")
  private String model;

  @Option(names = "--images", paramLabel = "D", required = true, description = "Images to show.")
  private String images;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A picture per image goes here (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("attention");

  @Option(
      names = "--block",
      paramLabel = "N",
      description = "Which block, counted from 1 (default: the last).")
  private int block;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Side of the images, a multiple of the patch (default: the model's).")
  private int size;

  @Option(
      names = "--mass",
      description = "Share of its attention that a mask holds (default: ${DEFAULT-VALUE}).")
  private double mass = 0.6;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The first N images (default: ${DEFAULT-VALUE}; 0 for all).")
  private int limit = 8;

  @Mixin private Output output;

  ViewAttentionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    Check.fraction("mass", mass);
    Dataset shown = Datasets.open(new DataRequest(images, "", Split.TRAIN, limit));
    try (Model opened = ModelFile.open(Path.of(model));
        AttentionViews views = AttentionViews.open(opened, block, size)) {
      List<Path> written = views.write(shown, mass, out);
      console.say("wrote " + written.size() + " pictures into " + out);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("block", views.block() + 1);
      result.put("pictures", written.stream().map(Path::toString).toList());
      console.result(result);
    }
    return 0;
  }
}
