package io.pretext.report.page;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import io.pretext.report.page.SweepRecord.Range;
import io.pretext.report.page.SweepRecord.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The page of a sweep: which settings won, which ones mattered, and every trial. */
public final class SweepPage {

  /** The name of a sweep's page in its directory. */
  public static final String FILE = "sweep.html";

  private static final String RECORD = "sweep.json";

  /** Below this, what the forest says of settings is little more than noise. */
  private static final double FORETOLD = 0.3;

  private static final class Kind {
    private static final Template SWEEP =
        Template.of("sweep.mustache", "charts.js", "parallel.js", "sweep.js");
  }

  /** A trial as the table has it; {@code page} is where its own page is, if it has one. */
  record TrialRow(
      String rank,
      int number,
      String page,
      String state,
      String objective,
      String objectiveKey,
      int epoch,
      List<Cell> settings,
      String seconds,
      double secondsKey,
      boolean best,
      boolean baseline) {

    boolean hasPage() {
      return !page.isEmpty();
    }
  }

  /** A setting of a trial, and what it is sorted by. */
  record Cell(String text, String key) {}

  /** A setting beside the preset's. */
  record Win(String path, String preset, String winner) {}

  /** Why there is nothing to show of a trial. */
  record Failure(int number, String reason) {}

  /** A range in words. */
  record RangeRow(String path, String range, String preset, String when) {}

  /** What fills the template. */
  record Content(
      String title,
      String subtitle,
      String state,
      List<Fact> facts,
      List<Win> winner,
      String winnerIs,
      String objective,
      boolean judged,
      boolean hasLosses,
      String mattered,
      List<Importance.Score> importance,
      List<String> paths,
      List<TrialRow> trials,
      List<Failure> failures,
      List<RangeRow> ranges,
      List<Row> plan) {

    boolean hasWinner() {
      return !winner.isEmpty();
    }

    boolean hasImportance() {
      return !importance.isEmpty();
    }

    boolean hasFailures() {
      return !failures.isEmpty();
    }
  }

  private final Path folder;
  private final SweepRecord sweep;
  private final Meaning objective;
  private final Optional<Importance> importance;

  private SweepPage(Path folder, SweepRecord sweep) {
    this.folder = folder;
    this.sweep = sweep;
    this.objective = Meaning.of(sweep.objective().metric());
    this.importance = Importance.of(sweep);
  }

  /** Whether {@code folder} holds a sweep. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(RECORD));
  }

  /**
   * The page of the sweep in {@code folder}, which may go on.
   *
   * @throws IllegalArgumentException if its record is not one, or of another format
   */
  public static SweepPage of(Path folder) {
    Path file = folder.resolve(RECORD);
    try {
      Map<String, Object> json = Json.parse(file.toString(), Files.readString(file));
      return new SweepPage(folder, SweepRecord.of(file.toString(), json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Replaces {@code file}, all at once; beside the sweep, it leads to the pages of its trials. */
  public void write(Path file) {
    boolean beside = folder.toAbsolutePath().equals(file.toAbsolutePath().getParent());
    Content content = content(beside);
    AtomicFile.write(
        file, Kind.SWEEP.render(content, new SweepData(sweep, objective, importance).map()));
  }

  private Content content(boolean beside) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return new Content(
        name == null ? folder.toString() : name.toString(),
        sweep.preset() + sweep.model().map(model -> " from " + model).orElse(""),
        state(),
        facts(),
        winner(),
        winnerIs(),
        objective.title(),
        sweep.trials().stream().anyMatch(trial -> !trial.rungs().isEmpty()),
        hasLosses(),
        mattered(),
        importance.map(Importance::scores).orElse(List.of()),
        sweep.ranges().stream().map(Range::path).toList(),
        trials(beside),
        sweep.trials().stream()
            .filter(Trial::failed)
            .map(trial -> new Failure(trial.number(), trial.reason()))
            .toList(),
        sweep.ranges().stream().map(SweepPage::row).toList(),
        sweep.plan());
  }

  /** Beside the objective, unless that is the loss. */
  private boolean hasLosses() {
    return !sweep.objective().metric().equals(SweepData.LOSS)
        && sweep.trials().stream()
            .flatMap(trial -> trial.curve().stream())
            .anyMatch(line -> line.containsKey(SweepData.LOSS));
  }

  private String state() {
    return switch (sweep.state()) {
      case "finished" -> "Finished";
      case "budget" -> "Ended by its budget";
      default -> "Not finished";
    };
  }

  private List<Fact> facts() {
    var facts = new ArrayList<Fact>();
    best()
        .ifPresent(
            best ->
                facts.add(
                    new Fact(
                        "Best " + objective.title(),
                        value(best.objective()),
                        List.of("trial " + best.number() + ", epoch " + best.epoch()))));
    sweep.trials().stream()
        .filter(Trial::baseline)
        .findFirst()
        .filter(trial -> trial.objective().isPresent())
        .ifPresent(
            trial ->
                facts.add(
                    new Fact(
                        "The preset itself",
                        value(trial.objective()),
                        List.of("rank " + rank(trial) + ", epoch " + trial.epoch()))));
    if (sweep.test().isPresent()) {
      facts.add(
          new Fact("On the test images", value(sweep.test()), List.of("the winner, asked once")));
    }
    facts.add(new Fact("Trials", "" + sweep.trials().size(), states()));
    facts.add(
        new Fact(
            "Epochs trained",
            Numbers.count(sweep.trained()),
            List.of(
                "%s %% of %s in full"
                    .formatted(
                        Numbers.significant(100.0 * sweep.trained() / Math.max(1, sweep.full()), 3),
                        Numbers.count(sweep.full())))));
    facts.add(new Fact("Time", Numbers.duration(sweep.seconds()), List.of()));
    return facts;
  }

  private List<String> states() {
    return List.of("completed", "stopped", "failed", "waiting").stream()
        .map(
            state -> {
              long count = sweep.trials().stream().filter(t -> t.state().equals(state)).count();
              return count == 0 ? "" : count + " " + state;
            })
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private Optional<Trial> best() {
    return sweep.best().isPresent()
        ? sweep.trial(sweep.best().getAsInt()).filter(trial -> trial.objective().isPresent())
        : Optional.empty();
  }

  private String winnerIs() {
    return best()
        .map(
            best ->
                best.baseline()
                    ? "Nothing came out better than the preset as it is."
                    : "best.yaml beside this page is the preset with these settings, ready for "
                        + sweep.job()
                        + ".")
        .orElse("");
  }

  private List<Win> winner() {
    return best()
        .map(
            best ->
                sweep.ranges().stream()
                    .filter(range -> best.settings().containsKey(range.path()))
                    .map(
                        range ->
                            new Win(
                                range.path(),
                                Settings.text(range.preset()),
                                Settings.text(best.settings().get(range.path()))))
                    .toList())
        .orElse(List.of());
  }

  private String mattered() {
    if (importance.isEmpty()) {
      return "This needs %d trials with different objectives at the same epoch."
          .formatted(Importance.LEAST_TRIALS);
    }
    Importance found = importance.get();
    String method =
        ("A forest of 100 regression trees foretells the objective after epoch %d of trials that it"
                + " was not trained on (%d trials, five folds). Bars: by how much its squared error"
                + " grows when a setting is exchanged for that of other trials, as a share of all"
                + " bars. It explains %d %% of the variance between trials")
            .formatted(
                found.epoch(), found.trials(), Math.max(0, Math.round(100 * found.explained())));
    return found.explained() < FORETOLD
        ? method + ", which is little: take the bars for noise."
        : method + ".";
  }

  private List<TrialRow> trials(boolean beside) {
    return sweep.trials().stream()
        .sorted(
            Comparator.<Trial>comparingInt(trial -> trial.rank().orElse(Integer.MAX_VALUE))
                .thenComparingInt(Trial::number))
        .map(trial -> row(trial, beside))
        .toList();
  }

  private TrialRow row(Trial trial, boolean beside) {
    String page = trial.run() + "/" + RunPage.FILE;
    boolean there =
        beside && page.matches("trials/\\d+/report\\.html") && Files.exists(folder.resolve(page));
    return new TrialRow(
        rank(trial),
        trial.number(),
        there ? page : "",
        trial.state(),
        value(trial.objective()),
        trial.objective().isPresent() ? "" + trial.objective().getAsDouble() : "",
        trial.epoch(),
        sweep.ranges().stream().map(range -> cell(trial.settings().get(range.path()))).toList(),
        Numbers.duration(trial.seconds()),
        trial.seconds(),
        best().filter(best -> best.number() == trial.number()).isPresent(),
        trial.baseline());
  }

  private static Cell cell(Object value) {
    if (value instanceof Number number) {
      return new Cell(Numbers.significant(number.doubleValue(), 4), number.toString());
    }
    return value == null ? new Cell("", "") : new Cell(Settings.text(value), Settings.text(value));
  }

  private static RangeRow row(Range range) {
    String bounds =
        range.isChoice()
            ? String.join(", ", range.bounds().stream().map(Settings::text).toList())
            : "%s to %s, %s"
                .formatted(
                    Settings.text(range.bounds().get(0)),
                    Settings.text(range.bounds().get(1)),
                    range.kind());
    return new RangeRow(range.path(), bounds, Settings.text(range.preset()), range.when());
  }

  private static String rank(Trial trial) {
    return trial.rank().isPresent() ? "" + trial.rank().getAsInt() : "";
  }

  private String value(OptionalDouble value) {
    return value.isPresent() ? Numbers.text(value.getAsDouble(), objective.unit()) : "";
  }
}
