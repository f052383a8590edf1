package io.pretext.sweep;

import io.pretext.config.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** What has happened in a sweep: the lines of its journal, added up. */
final class History {

  /** Raised when journals of before cannot be read. */
  static final int FORMAT = 1;

  private final List<Standing> standings = new ArrayList<>();
  private Map<String, Object> head = Map.of();
  private Optional<String> end = Optional.empty();
  private boolean tested;
  private OptionalDouble test = OptionalDouble.empty();
  private double seconds;

  /** Adds up the lines of a journal. */
  static History of(List<Map<String, Object>> lines) {
    var history = new History();
    lines.forEach(history::add);
    return history;
  }

  static Map<String, Object> begun(Map<String, Object> defaults, List<Integer> rungs) {
    Map<String, Object> line = line("sweep", 0);
    line.put("format", FORMAT);
    line.put("version", Version.current());
    line.put("defaults", defaults);
    line.put("rungs", rungs);
    return line;
  }

  static Map<String, Object> drawn(Trial trial, boolean baseline, double at) {
    Map<String, Object> line = line("trial", at);
    line.put("trial", trial.number());
    line.put("baseline", baseline);
    line.put("settings", trial.settings());
    return line;
  }

  static Map<String, Object> reached(
      Trial trial, int epoch, TrialRunner.Progress progress, double took, double at) {
    Map<String, Object> line = line("rung", at);
    line.put("trial", trial.number());
    line.put("epoch", epoch);
    line.put("objective", progress.objective());
    line.put("took", took);
    line.put("curve", progress.curve());
    return line;
  }

  static Map<String, Object> failed(Trial trial, String reason, double took, double at) {
    Map<String, Object> line = line("failed", at);
    line.put("trial", trial.number());
    line.put("reason", reason);
    line.put("took", took);
    return line;
  }

  /**
   * @param state {@code finished} or {@code budget}
   */
  static Map<String, Object> ended(String state, double at) {
    Map<String, Object> line = line("end", at);
    line.put("state", state);
    return line;
  }

  static Map<String, Object> tested(OptionalDouble value, double at) {
    Map<String, Object> line = line("test", at);
    line.put("value", value.isPresent() ? value.getAsDouble() : null);
    return line;
  }

  private static Map<String, Object> line(String event, double at) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("at", at);
    return line;
  }

  void add(Map<String, Object> line) {
    seconds = Math.max(seconds, number(line, "at"));
    switch (String.valueOf(line.get("event"))) {
      case "sweep" -> begin(line);
      case "trial" ->
          standings.add(
              new Standing(
                  new Trial((int) number(line, "trial"), settings(line)),
                  (boolean) line.get("baseline")));
      case "rung" ->
          standing(line)
              .reached(
                  new Standing.Rung(
                      (int) number(line, "epoch"), number(line, "objective"), number(line, "at")),
                  curve(line),
                  number(line, "took"));
      case "failed" -> standing(line).failed((String) line.get("reason"), number(line, "took"));
      case "end" -> end = Optional.of((String) line.get("state"));
      case "test" -> {
        tested = true;
        test =
            line.get("value") == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(number(line, "value"));
      }
      default -> throw new IllegalArgumentException("the journal has an event " + line);
    }
  }

  private void begin(Map<String, Object> line) {
    if (!Objects.equals(line.get("format"), FORMAT)) {
      throw new IllegalArgumentException(
          "the sweep was written by Pretext "
              + line.get("version")
              + ", this is "
              + Version.current()
              + ": go on with that version or start a new sweep");
    }
    head = line;
  }

  private Standing standing(Map<String, Object> line) {
    return standings.get((int) number(line, "trial") - 1);
  }

  private static double number(Map<String, Object> line, String name) {
    return ((Number) line.get(name)).doubleValue();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Map<String, Object> line) {
    return (Map<String, Object>) line.get("settings");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> curve(Map<String, Object> line) {
    return (List<Map<String, Object>>) line.get("curve");
  }

  /** Whether anything has happened. */
  boolean hasBegun() {
    return !head.isEmpty();
  }

  /** What the preset holds at the paths of the ranges. */
  Object defaults() {
    return head.get("defaults");
  }

  /** Epochs after which trials are judged. */
  @SuppressWarnings("unchecked")
  List<Integer> rungs() {
    return (List<Integer>) head.get("rungs");
  }

  /** All trials that were drawn, by number. */
  List<Standing> standings() {
    return standings;
  }

  /** How the sweep ended; empty if it has not. */
  Optional<String> end() {
    return end;
  }

  /** Whether the winner was judged on the test images, or could not be. */
  boolean isTested() {
    return tested;
  }

  /** What the winner's objective is there. */
  OptionalDouble test() {
    return test;
  }

  /** Of the sweep until the last line, over all sessions. */
  double seconds() {
    return seconds;
  }
}
