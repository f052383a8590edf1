package io.pretext.app.command;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.config.ViewSettings;
import io.pretext.app.run.Pictures;
import io.pretext.app.terminal.Console;
import io.pretext.augment.Recipe;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "recipe",
    description = "Draw images and the views that a recipe makes of them.",
    footer = "Example: pretext view recipe simclr --data shapes --out views.png --set blur=0")
final class ViewRecipeCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "NAME", description = "A recipe: simclr, moco-v2, byol, dino, ...")
  private String name;

  @Option(names = "--data", paramLabel = "D", required = true, description = "Images to show.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "PNG",
      description = "The picture (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("views.png");

  @Option(names = "--size", description = "Side of a view in pixels (default: ${DEFAULT-VALUE}).")
  private int size = 32;

  @Option(names = "--seed", description = "Of the views (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--set", paramLabel = "key=value", description = "Change one of its settings.")
  private List<String> settings = List.of();

  @Mixin private Output output;

  ViewRecipeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var section = new ArrayList<>(List.of("recipe=" + name, "size=" + size, "normalise=none"));
    section.addAll(settings);
    ViewSettings views = PretrainConfig.viewSettings(section);
    Dataset images = Datasets.open(new DataRequest(data, Split.TRAIN));
    Pictures.views(out, name + " on " + images.name(), images, views, seed);
    console.say("wrote " + out);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("recipe", Recipe.named(name).toMap());
    result.put("out", out.toString());
    console.result(result);
    return 0;
  }
}
