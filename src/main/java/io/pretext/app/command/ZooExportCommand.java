package io.pretext.app.command;

import io.pretext.app.model.ExportFormat;
import io.pretext.app.model.Models;
import io.pretext.app.model.RunModel;
import io.pretext.app.terminal.Console;
import io.pretext.zoo.model.DeployedModel;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ResizedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Write a model in the format of another tool.")
final class ZooExportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory or a model file.")
  private String model;

  @Option(
      names = "--format",
      paramLabel = "F",
      required = true,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private ExportFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write (default: the backbone's name and the format's ending).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--deploy",
      description = "The deploy form of a RepVGG, computed from that for training.")
  private boolean deploy;

  @Option(
      names = "--whole",
      description =
          "Everything there is, not the backbone alone: the classifier of a model file, every"
              + " parameter and state of a run. For safetensors and pth.")
  private boolean whole;

  @Option(
      names = "--image",
      paramLabel = "N",
      description = "Side of the images in pixels (default: what the model says).")
  private Optional<Integer> image = Optional.empty();

  @Mixin private PartOption part;
  @Mixin private Output output;

  ZooExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    try (Model opened = Models.open(model, part.from())) {
      if (whole && opened instanceof RunModel && (deploy || image.isPresent())) {
        throw new IllegalArgumentException(
            "a whole run is written as it was trained: leave out --whole, or --deploy and --image");
      }
      Model form = deploy ? DeployedModel.deployed(opened) : opened;
      Model sized = image.map(side -> ResizedModel.resized(form, side)).orElse(form);
      Path file = out.orElseGet(() -> Path.of(sized.description().backbone() + format.ending()));
      format.write(file, sized, whole);
      tell(file, sized);
    }
    return 0;
  }

  private void tell(Path file, Model exported) {
    long bytes = size(file);
    console.say(
        "%s of %d pixels in %s, %d bytes"
            .formatted(
                exported.description().backbone(), exported.description().image(), file, bytes));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("model", model);
    result.put("backbone", exported.description().backbone());
    result.put("format", format.toString());
    result.put("image", exported.description().image());
    result.put("out", file.toString());
    result.put("bytes", bytes);
    console.result(result);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
