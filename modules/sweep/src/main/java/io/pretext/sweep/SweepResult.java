package io.pretext.sweep;

import io.pretext.config.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a sweep has come to so far, for people and for programs. */
public final class SweepResult {

  private final SweepConfig config;
  private final SearchSpace space;
  private final History history;
  private final Stopping stopping;
  private final List<Standing> ranking;

  SweepResult(SweepConfig config, SearchSpace space, History history) {
    this.config = config;
    this.space = space;
    this.history = history;
    this.stopping = new Stopping(config.stopping(), config.direction(), history.rungs());
    this.ranking = stopping.ranking(history.standings());
  }

  /**
   * Of the sweep in a directory, which may be running.
   *
   * @throws IllegalArgumentException if there is none, or nothing has happened yet
   */
  public static SweepResult read(Path directory) {
    SweepConfig config = SweepDirectory.config(directory);
    History history = History.of(Json.lines(SweepDirectory.journal(directory)));
    if (!history.hasBegun()) {
      throw new IllegalArgumentException("the sweep in " + directory + " has not begun");
    }
    return new SweepResult(config, SearchSpace.parse(config.ranges()), history);
  }

  /** The trial that is first in rank; empty before there is one. */
  public Optional<Trial> best() {
    return ranking.stream().findFirst().map(Standing::trial);
  }

  /** What {@code --json} ends with. */
  public Map<String, Object> summary() {
    var json = new LinkedHashMap<String, Object>();
    long failed = history.standings().stream().filter(s -> s.failure().isPresent()).count();
    json.put("trials", history.standings().size());
    json.put("completed", history.standings().stream().filter(this::isComplete).count());
    json.put("failed", failed);
    json.put("best", bestJson());
    json.put("test", history.test().isPresent() ? history.test().getAsDouble() : null);
    json.put("seconds", history.seconds());
    return json;
  }

  /** Whether a trial came to its end: that of its schedule, or the one that the rule set it. */
  private boolean isComplete(Standing standing) {
    Verdict verdict = stopping.judge(standing, history.standings());
    return verdict instanceof Verdict.Complete || verdict instanceof Verdict.Stop;
  }

  private Map<String, Object> bestJson() {
    if (ranking.isEmpty()) {
      return null;
    }
    Standing first = ranking.get(0);
    var json = new LinkedHashMap<String, Object>();
    json.put("trial", first.trial().number());
    json.put("objective", first.objective().orElseThrow());
    json.put("settings", first.trial().settings());
    return json;
  }

  /** {@code sweep.json}; docs/sweeps.md says what its keys mean. */
  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("format", History.FORMAT);
    json.put("job", config.job().name().toLowerCase(Locale.ROOT));
    json.put("preset", config.preset());
    json.put("model", config.model().orElse(null));
    json.put("seed", config.seed());
    json.put("generator", config.generator().name().toLowerCase(Locale.ROOT));
    json.put("objective", objectiveJson());
    json.put("stopping", stoppingJson());
    var ranges = new LinkedHashMap<String, Object>();
    space.ranges().forEach((path, range) -> ranges.put(path, range.describe()));
    json.put("ranges", ranges);
    json.put("defaults", history.defaults());
    json.put("state", history.end().orElse("running"));
    json.put("seconds", history.seconds());
    json.put("epochs", epochsJson());
    json.put("trials", history.standings().stream().map(this::trialJson).toList());
    json.put("best", bestJson());
    json.put("test", testJson());
    return json;
  }

  private Map<String, Object> objectiveJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("metric", config.metric());
    json.put("direction", config.direction().name().toLowerCase(Locale.ROOT));
    json.put("held_out", config.heldOut());
    return json;
  }

  private Map<String, Object> stoppingJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("rule", config.stopping().rule().name().toLowerCase(Locale.ROOT));
    json.put("rungs", history.rungs());
    json.put("factor", config.stopping().factor());
    return json;
  }

  private Map<String, Object> epochsJson() {
    List<Integer> rungs = history.rungs();
    var json = new LinkedHashMap<String, Object>();
    json.put("trained", epochsTrained());
    json.put("full", history.standings().size() * rungs.get(rungs.size() - 1));
    return json;
  }

  private int epochsTrained() {
    return history.standings().stream().mapToInt(Standing::epoch).sum();
  }

  private Map<String, Object> testJson() {
    if (history.test().isEmpty()) {
      return null;
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("metric", config.job().metric());
    json.put("value", history.test().getAsDouble());
    return json;
  }

  private Map<String, Object> trialJson(Standing standing) {
    State state = state(standing);
    int rank = ranking.indexOf(standing);
    var json = new LinkedHashMap<String, Object>();
    json.put("trial", standing.trial().number());
    json.put("run", "trials/" + standing.trial().name());
    json.put("baseline", standing.baseline());
    json.put("settings", standing.trial().settings());
    json.put("state", state.name());
    json.put("reason", state.reason().orElse(null));
    json.put("rank", rank < 0 ? null : (Object) (rank + 1));
    json.put("objective", standing.objective().orElse(null));
    json.put("epoch", standing.epoch());
    List<Map<String, Object>> rungs = new ArrayList<>();
    for (Standing.Rung rung : standing.rungs()) {
      var one = new LinkedHashMap<String, Object>();
      one.put("epoch", rung.epoch());
      one.put("objective", rung.objective());
      one.put("at", rung.at());
      rungs.add(one);
    }
    json.put("rungs", rungs);
    json.put("curve", standing.curve());
    json.put("seconds", standing.seconds());
    return json;
  }

  /** What a trial is doing, in a word, and why. */
  private record State(String name, Optional<String> reason) {}

  private State state(Standing standing) {
    Verdict verdict = stopping.judge(standing, history.standings());
    if (verdict instanceof Verdict.Fail fail) {
      return new State("failed", Optional.of(fail.reason()));
    }
    if (verdict instanceof Verdict.Complete) {
      return new State("completed", Optional.empty());
    }
    if (verdict instanceof Verdict.Stop stop) {
      return new State("stopped", Optional.of(stop.reason()));
    }
    return history.end().filter("budget"::equals).isPresent()
        ? new State("stopped", Optional.of("the budget of the sweep was spent"))
        : new State("waiting", Optional.empty());
  }

  /** A line of the journal as people are told it; empty for what they need not know. */
  Optional<String> news(Map<String, Object> line) {
    Object event = line.get("event");
    if (event.equals("failed")) {
      return Optional.of("trial %s failed: %s".formatted(line.get("trial"), line.get("reason")));
    }
    if (event.equals("rung")) {
      Standing standing = history.standings().get(((Number) line.get("trial")).intValue() - 1);
      Standing first = ranking.get(0);
      return Optional.of(
          "trial %d  epoch %d  %s %s  best so far %s (trial %d)  %s"
              .formatted(
                  standing.trial().number(),
                  standing.epoch(),
                  config.metric(),
                  number(standing.objective().orElseThrow()),
                  number(first.objective().orElseThrow()),
                  first.trial().number(),
                  standing.trial().settings()));
    }
    return Optional.empty();
  }

  /** The ranked table, failed trials last; a line each. */
  public List<String> table() {
    List<Standing> rows = new ArrayList<>(ranking);
    history.standings().stream().filter(s -> !ranking.contains(s)).forEach(rows::add);
    List<List<String>> cells = new ArrayList<>();
    var head = new ArrayList<>(List.of("rank", "trial", config.metric(), "epochs", "state"));
    head.addAll(space.paths());
    cells.add(head);
    for (Standing row : rows) {
      cells.add(cells(row));
    }
    var lines = new ArrayList<>(Columns.aligned(cells));
    for (Standing row : rows) {
      row.failure()
          .ifPresent(reason -> lines.add("trial " + row.trial().number() + " failed: " + reason));
    }
    lines.add("%d of %d epochs trained".formatted(epochsTrained(), (int) epochsJson().get("full")));
    return lines;
  }

  private List<String> cells(Standing row) {
    int rank = ranking.indexOf(row);
    var cells = new ArrayList<String>();
    cells.add(rank < 0 ? "" : String.valueOf(rank + 1));
    cells.add(String.valueOf(row.trial().number()));
    cells.add(row.objective().map(SweepResult::number).orElse(""));
    cells.add(String.valueOf(row.epoch()));
    cells.add(state(row).name() + (row.baseline() ? " (the preset)" : ""));
    Map<String, Object> settings = new HashMap<>(row.trial().settings());
    for (String path : space.paths()) {
      cells.add(String.valueOf(settings.getOrDefault(path, "")));
    }
    return cells;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
