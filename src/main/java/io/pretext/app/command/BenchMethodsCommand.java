package io.pretext.app.command;

import io.pretext.app.bench.MethodsBench;
import io.pretext.app.bench.MethodsTable;
import io.pretext.app.bench.Study;
import io.pretext.app.terminal.Console;
import io.pretext.config.Bind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "methods",
    description = "Train every method alike, measure what each learned, and write a table.",
    footer = {
      "",
      "The same command goes on where it was cut; rows that are finished are not run again."
    })
final class BenchMethodsCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  private final Console console;

  @Option(names = "--data", paramLabel = "D", description = "Folder or name of a known data set.")
  private Optional<String> data;

  @Option(
      names = "--backbone",
      description = "Rows are the presets cifar10/ID-BACKBONE (default: ${DEFAULT-VALUE}).")
  private String backbone = "resnet20";

  @Option(
      names = "--study",
      paramLabel = "NAME|FILE",
      description = "Rows are those of a study, as joint-embedding-controls, or of a YAML file.")
  private Optional<String> study;

  @Option(
      names = "--only",
      paramLabel = "ID",
      split = ",",
      description =
          "Rows, by method, by preset without data and backbone, or by name in the study.")
  private List<String> only = List.of();

  @Option(names = "--limit", paramLabel = "N", description = "Use the first N images only.")
  private Optional<Integer> limit;

  @Option(
      names = "--epochs",
      description = "Of rows that name none themselves (default: ${DEFAULT-VALUE}).")
  private int epochs = 15;

  @Option(
      names = "--seeds",
      paramLabel = "SEED",
      split = ",",
      description = "Every row is trained once for each (default: 1).")
  private List<Long> seeds = List.of(1L);

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Change one setting of every row. May be given again.")
  private List<String> settings = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where run directories, methods.json and methods.md are written.")
  private Path out;

  @Mixin private Output output;

  BenchMethodsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var conditions = new MethodsBench.Conditions(seeds, epochs, data, limit, settings);
    var bench = new MethodsBench(conditions, out, console);
    MethodsBench.Outcome outcome = bench.run(rows());
    if (outcome.interrupted()) {
      console.warn("pretext: the same command goes on");
      return INTERRUPTED;
    }
    console.say(MethodsTable.of(outcome.findings()).stripTrailing());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("findings", outcome.findings().stream().map(Bind::map).toList());
    result.put("failed", outcome.failed());
    result.put("table", bench.table().toString());
    console.result(result);
    return outcome.failed().isEmpty() ? 0 : 1;
  }

  private Study rows() {
    return study
        .map(name -> Study.read(name).only(only))
        .orElseGet(() -> Study.ofPresets(backbone, only));
  }
}
