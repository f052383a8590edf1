package io.pretext.app.bench;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.Result;
import io.pretext.app.run.RunExam;
import io.pretext.app.run.RunRequest;
import io.pretext.app.terminal.Console;
import io.pretext.config.AtomicFile;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.evaluate.Knn;
import io.pretext.train.CollapseMonitor;
import io.pretext.train.Listener;
import io.pretext.train.Provenance;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains every row of a study under every seed, each in a run directory of its own, and examines
 * what it learned. What is finished is not done again, and a run that was cut goes on.
 */
public final class MethodsBench {

  /** How every row is watched: cheaply, at the epochs that tables of early training name. */
  private static final List<String> WATCH =
      List.of("evaluate.every=0", "evaluate.at=[1, 3, 6, 10]", "evaluate.queries=2000");

  private static final Knn FEW = Knn.standard();
  private static final Knn MANY = new Knn(200, 0.1);

  private final Conditions conditions;
  private final Path folder;
  private final Console console;

  /**
   * What all rows have in common.
   *
   * @param seeds one run of every row for each
   * @param epochs of rows that name none
   * @param data in place of the presets' {@code data.source}
   * @param limit in place of the presets' {@code data.limit}
   * @param set changes as {@code path=value}, in order, before those of a row
   */
  public record Conditions(
      List<Long> seeds,
      int epochs,
      Optional<String> data,
      Optional<Integer> limit,
      List<String> set) {

    public Conditions {
      Check.that(!seeds.isEmpty(), "seeds", "be one at least");
      Check.atLeast("epochs", epochs, 1);
      seeds = seeds.stream().distinct().toList();
      set = List.copyOf(set);
    }
  }

  /**
   * How it ended.
   *
   * @param findings of all runs in the folder
   * @param failed names of the runs whose training diverged
   * @param interrupted whether it was told to stop
   */
  public record Outcome(List<Finding> findings, List<String> failed, boolean interrupted) {}

  /**
   * @param folder where the run directories and the tables are
   */
  public MethodsBench(Conditions conditions, Path folder, Console console) {
    this.conditions = conditions;
    this.folder = folder;
    this.console = console;
  }

  /**
   * Trains and examines, and writes {@code methods.json} and {@code methods.md} after every row.
   *
   * @throws IllegalArgumentException before anything is trained if the settings of a row are wrong
   */
  public Outcome run(Study study) {
    study.rows().forEach(row -> PretrainConfig.resolve(row.preset(), settings(row, 0)));
    var failed = new ArrayList<String>();
    int total = study.rows().size() * conditions.seeds().size();
    int number = 0;
    for (Study.Row row : study.rows()) {
      for (long seed : conditions.seeds()) {
        String name = row.name() + "-" + seed;
        console.say("run %d of %d: %s".formatted(++number, total, name));
        try {
          if (!finish(row, seed, folder.resolve(name))) {
            return new Outcome(Finding.in(folder), failed, true);
          }
          publish();
        } catch (ArithmeticException e) {
          // One row that diverges, as controls may, must not cost the others.
          console.warn("pretext: " + name + " failed: " + e.getMessage());
          failed.add(name);
        }
      }
    }
    return new Outcome(publish(), failed, false);
  }

  /** The file that holds the table. */
  public Path table() {
    return folder.resolve("methods.md");
  }

  private List<Finding> publish() {
    List<Finding> findings = Finding.in(folder);
    Finding.write(folder.resolve("methods.json"), findings);
    AtomicFile.write(table(), MethodsTable.of(findings));
    return findings;
  }

  /** Trains and examines, as far as that is not done; false if it was told to stop. */
  private boolean finish(Study.Row row, long seed, Path directory) {
    var run =
        new RunRequest(
            conditions.data(),
            conditions.limit(),
            settings(row, seed),
            Optional.of(directory),
            true,
            Optional.empty());
    Optional<Map<String, Object>> result =
        Pretraining.of(new PretrainRequest(row.preset(), run), console).run();
    if (result.isPresent() && !Finding.isIn(directory)) {
      finding(row, seed, directory, Result.of(result.get())).writeTo(directory);
    }
    return result.isPresent();
  }

  private List<String> settings(Study.Row row, long seed) {
    var settings = new ArrayList<>(WATCH);
    settings.add("seed=" + seed);
    settings.add("schedule.epochs=" + row.epochs().orElse(conditions.epochs()));
    settings.addAll(changes(row));
    return settings;
  }

  private List<String> changes(Study.Row row) {
    var changes = new ArrayList<>(conditions.set());
    changes.addAll(row.set());
    return changes;
  }

  private Finding finding(Study.Row row, long seed, Path directory, Result result) {
    RunDirectory run = RunDirectory.open(directory);
    PretrainConfig config = PretrainConfig.of(run.config());
    Provenance provenance = run.provenance();
    List<Map<String, Object>> log = run.metrics(1).read();
    RunExam exam =
        RunExam.of(directory, List.of(FEW, MANY))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        result.dataset()
                            + " has no labels, and the table is of kNN accuracies: name labelled"
                            + " images with --data"));
    return new Finding(
        row.name(),
        result.method(),
        row.preset(),
        changes(row),
        seed,
        result.backbone(),
        result.dataset(),
        result.images(),
        Bind.map(config.evaluate()).get("features").toString(),
        provenance.processor(),
        provenance.threads(),
        provenance.engine(),
        provenance.version(),
        result.epochs(),
        result.seconds(),
        result.imagesPerSecond(),
        result.plannedMb(),
        result.peakRssMb(),
        exam.queries(),
        exam.trained().get(FEW),
        exam.untrained().get(FEW),
        exam.trained().get(MANY),
        exam.untrained().get(MANY),
        config.evaluate().queries(),
        looks(log),
        last(log, CollapseMonitor.SPREAD),
        last(log, CollapseMonitor.EFFECTIVE_RANK),
        warnings(log));
  }

  private static List<Finding.Look> looks(List<Map<String, Object>> log) {
    return log.stream()
        .filter(line -> line.get("knn") instanceof Double)
        .map(line -> new Finding.Look((int) line.get("epoch"), (double) line.get("knn")))
        .toList();
  }

  private static double last(List<Map<String, Object>> log, String name) {
    return log.stream()
        .filter(line -> line.containsKey(name))
        .reduce((a, b) -> b)
        .map(line -> (double) line.get(name))
        .orElseThrow();
  }

  private static List<Finding.Warning> warnings(List<Map<String, Object>> log) {
    var first = new LinkedHashMap<String, Finding.Warning>();
    for (Map<String, Object> line : log) {
      if (line.get(Listener.EpochEnd.WARNING) instanceof List<?> sentences) {
        for (Object sentence : sentences) {
          var warning = new Finding.Warning((int) line.get("epoch"), sentence.toString());
          first.putIfAbsent(warning.kind(), warning);
        }
      }
    }
    return List.copyOf(first.values());
  }
}
