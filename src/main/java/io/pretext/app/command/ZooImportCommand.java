package io.pretext.app.command;

import io.pretext.app.model.Models;
import io.pretext.app.terminal.Console;
import io.pretext.zoo.file.TensorFile;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import io.pretext.zoo.weights.ImportOptions;
import io.pretext.zoo.weights.ImportReport;
import io.pretext.zoo.weights.WeightImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Make a model file of a published checkpoint, or say exactly what does not fit.",
    footer = {
      "",
      "Example: pretext zoo import moco_v2_800ep_pretrain.pth.tar --out moco.safetensors"
    })
final class ZooImportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      description = "PyTorch (.pth, .pt, .th), safetensors, npz, or a run directory.")
  private Path file;

  @Option(names = "--arch", paramLabel = "NAME", description = "Backbone (default: by its shapes).")
  private Optional<String> arch;

  @Option(
      names = "--out",
      paramLabel = "X.safetensors",
      description = "Model file (default: named like FILE, in this folder).")
  private Optional<Path> out;

  @Option(
      names = "--partial",
      paramLabel = "PATTERN",
      description = "Tensors that may be missing or left over: * stands for any characters.")
  private String partial = "";

  @Option(
      names = "--mean",
      paramLabel = "a,b,c",
      split = ",",
      description = "Of the channels, in [0, 1] (default: the source's).")
  private List<Double> mean = List.of();

  @Option(
      names = "--std",
      paramLabel = "a,b,c",
      split = ",",
      description = "Of the channels (default: the source's).")
  private List<Double> deviation = List.of();

  @Option(
      names = "--classes",
      paramLabel = "FILE|a,b,c",
      description = "Names of the classes, in order; a file has one a line.")
  private String classes = "";

  @Option(
      names = "--image",
      paramLabel = "N",
      description = "Side of the images in pixels; position embeddings are resized to it.")
  private int image;

  @Mixin private Output output;

  ZooImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.json(output.json());
    Path run = run();
    if (run != null) {
      return ofRun(run);
    }
    var options = new ImportOptions(arch, partial, mean, deviation, names(), image);
    Path target = out.orElseGet(this::besideUs);
    if (Files.exists(target) && Files.isSameFile(file, target)) {
      throw new IllegalArgumentException(
          "the model would replace " + file + " itself: name another --out");
    }
    try (TensorFile tensors = TensorFile.open(file)) {
      WeightImport found = of(tensors, options);
      ImportReport report = found.report();
      show(tensors.format(), found.description(), report);
      try {
        found.write(target);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      }
      console.say("written to " + target);
      console.result(json(target, found.description(), report));
    }
    return 0;
  }

  /** The run directory that FILE is, or whose checkpoint it is; null if it is neither. */
  private Path run() {
    Path parent = file.toAbsolutePath().getParent();
    Path above = parent == null ? null : parent.getParent();
    for (Path folder : new Path[] {file, above}) {
      if (folder != null && Files.exists(folder.resolve("provenance.json"))) {
        return folder;
      }
    }
    return null;
  }

  /** A run knows what its weights are. */
  private int ofRun(Path run) {
    Path target = out.orElseGet(() -> Path.of(run.getFileName() + ".safetensors"));
    try (Model model = Models.open(run.toString())) {
      ModelFile.write(target, model);
      console.say(
          "written to %s: %s, %d tensors"
              .formatted(target, model.description().backbone(), model.paths().size()));
      Map<String, Object> result = described(model.description());
      result.put("matched", model.paths().size());
      result.put("out", target.toString());
      console.result(result);
    }
    return 0;
  }

  private WeightImport of(TensorFile tensors, ImportOptions options) {
    try {
      return WeightImport.of(tensors, options);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private Path besideUs() {
    return Path.of(
        file.getFileName().toString().replaceFirst("(\\.(pth|pt|th|tar|bin|npz|safetensors))+$", "")
            + ".safetensors");
  }

  private List<String> names() throws IOException {
    if (classes.isEmpty()) {
      return List.of();
    }
    if (Files.isRegularFile(Path.of(classes))) {
      return Files.readAllLines(Path.of(classes)).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }
    return Arrays.stream(classes.split(",")).map(String::strip).toList();
  }

  private void show(String format, Description model, ImportReport report) {
    String around = report.around().isEmpty() ? "" : ", weights under " + report.around();
    console.say("source      " + report.source() + " (" + format + around + ")");
    console.say(
        "network     %s%s%s, %d px, mean %s, std %s"
            .formatted(
                model.backbone(),
                model.width() == 1 ? "" : " width " + model.width(),
                model.deploy() ? " deploy form" : "",
                model.image(),
                model.mean(),
                model.deviation()));
    report.groups().forEach(group -> console.say(printable(group.toString())));
  }

  /** Without the characters by which a name could move the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }

  private static Map<String, Object> json(Path target, Description model, ImportReport report) {
    Map<String, Object> result = described(model);
    for (ImportReport.Kind kind : ImportReport.Kind.values()) {
      result.put(kind.word().replace(' ', '_'), report.count(kind));
    }
    result.put("out", target.toString());
    return result;
  }

  private static Map<String, Object> described(Description model) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("source", model.source());
    result.put("backbone", model.backbone());
    result.put("width", model.width());
    result.put("deploy", model.deploy());
    result.put("image", model.image());
    result.put("mean", model.mean());
    result.put("std", model.deviation());
    result.put("classes", model.classes());
    return result;
  }
}
