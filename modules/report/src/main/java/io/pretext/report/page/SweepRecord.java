package io.pretext.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What {@code sweep.json} holds, as {@code docs/sweeps.md} describes it.
 *
 * @param job {@code pretrain} or {@code finetune}
 * @param preset that is varied
 * @param model that a fine-tuning starts from
 * @param plan how trials are drawn and judged, in words
 * @param objective what ranks
 * @param ranges in the order of the file
 * @param state {@code running}, {@code finished} or {@code budget}
 * @param seconds of the sweep
 * @param trained epochs of all trials
 * @param full epochs that all trials in full would take
 * @param trials by number
 * @param best number of the first in rank
 * @param test the winner on the test images
 */
record SweepRecord(
    String job,
    String preset,
    Optional<String> model,
    List<Row> plan,
    Objective objective,
    List<Range> ranges,
    String state,
    double seconds,
    int trained,
    int full,
    List<Trial> trials,
    OptionalInt best,
    OptionalDouble test) {

  private static final int FORMAT = 1;

  /**
   * @param heldOut share of the training images it is measured on; 0: on the test images
   */
  record Objective(String metric, boolean maximise, double heldOut) {}

  /**
   * @param kind {@code log}, {@code linear}, {@code integer} or {@code choice}
   * @param bounds low and high, or the choices
   * @param preset what the preset holds there; null for nothing
   * @param when under which it is drawn from, in words; empty for always
   */
  record Range(String path, String kind, List<Object> bounds, Object preset, String when) {

    boolean isChoice() {
      return kind.equals("choice");
    }
  }

  /** An epoch at which a trial was judged, {@code at} seconds after the sweep began. */
  record Rung(int epoch, double objective, double at) {}

  /**
   * @param settings by path
   * @param reason of a trial that was stopped or failed, else empty
   * @param epoch of the last rung behind
   */
  record Trial(
      int number,
      String run,
      boolean baseline,
      Map<String, Object> settings,
      String state,
      String reason,
      OptionalInt rank,
      OptionalDouble objective,
      int epoch,
      List<Rung> rungs,
      List<Map<String, Object>> curve,
      double seconds) {

    boolean failed() {
      return state.equals("failed");
    }

    /** The objective at the rung of that epoch. */
    OptionalDouble at(int rung) {
      return rungs.stream().filter(r -> r.epoch() == rung).mapToDouble(Rung::objective).findFirst();
    }
  }

  /**
   * Reads the record.
   *
   * @param where names the file in errors
   */
  static SweepRecord of(String where, Map<String, Object> json) {
    var all = new Fields(where, json);
    if (all.count("format") != FORMAT) {
      throw new IllegalArgumentException(
          "%s has format %d, this version reads %d: read it with the version that wrote it"
              .formatted(where, all.count("format"), FORMAT));
    }
    Fields objective = all.object("objective");
    return new SweepRecord(
        all.text("job"),
        all.text("preset"),
        all.optionalText("model"),
        plan(all),
        new Objective(
            objective.text("metric"),
            objective.text("direction").equals("maximise"),
            objective.number("held_out")),
        ranges(all),
        all.text("state"),
        all.number("seconds"),
        all.object("epochs").count("trained"),
        all.object("epochs").count("full"),
        all.objects("trials").stream().map(SweepRecord::trial).toList(),
        all.optionalObject("best")
            .map(best -> OptionalInt.of(best.count("trial")))
            .orElse(OptionalInt.empty()),
        all.optionalObject("test")
            .map(test -> test.optionalNumber("value"))
            .orElse(OptionalDouble.empty()));
  }

  /** The trial of that number. */
  Optional<Trial> trial(int number) {
    return trials.stream().filter(trial -> trial.number() == number).findFirst();
  }

  private static List<Row> plan(Fields all) {
    Fields objective = all.object("objective");
    Fields stopping = all.object("stopping");
    double share = objective.number("held_out");
    var plan = new ArrayList<Row>();
    plan.add(new Row("Preset", all.text("preset")));
    all.optionalText("model").ifPresent(model -> plan.add(new Row("Model", model)));
    plan.add(new Row("Drawn by", all.text("generator") + ", seed " + all.count("seed")));
    plan.add(
        new Row(
            "Objective",
            "%s, %s, on %s"
                .formatted(
                    objective.text("metric"),
                    objective.text("direction"),
                    share == 0
                        ? "the test images"
                        : Numbers.significant(100 * share, 3) + " % of the training images")));
    plan.add(
        new Row(
            "Judged",
            "after epochs "
                + String.join(", ", stopping.list("rungs").stream().map(Settings::text).toList())));
    plan.add(
        new Row(
            "Stopped early",
            switch (stopping.text("rule")) {
              case "none" -> "never";
              case "halving" ->
                  "all but one in " + Settings.text(stopping.values().get("factor")) + " at a rung";
              default -> "below the " + stopping.text("rule") + " at a rung";
            }));
    return plan;
  }

  private static List<Range> ranges(Fields all) {
    Fields ranges = all.object("ranges");
    Map<String, Object> defaults = all.object("defaults").values();
    var list = new ArrayList<Range>();
    for (String path : ranges.values().keySet()) {
      Fields range = ranges.object(path);
      String kind = range.text("kind");
      List<Object> bounds =
          kind.equals("choice")
              ? range.list("values")
              : List.of(range.number("low"), range.number("high"));
      String when =
          range
              .optionalObject("when")
              .map(
                  conditions ->
                      conditions.values().entrySet().stream()
                          .map(e -> e.getKey() + " in " + Settings.text(e.getValue()))
                          .reduce((a, b) -> a + ", " + b)
                          .orElse(""))
              .orElse("");
      list.add(new Range(path, kind, bounds, defaults.get(path), when));
    }
    return list;
  }

  private static Trial trial(Fields trial) {
    OptionalDouble rank = trial.optionalNumber("rank");
    return new Trial(
        trial.count("trial"),
        trial.text("run"),
        trial.flag("baseline"),
        new LinkedHashMap<>(trial.object("settings").values()),
        trial.text("state"),
        trial.optionalText("reason").orElse(""),
        rank.isPresent() ? OptionalInt.of((int) rank.getAsDouble()) : OptionalInt.empty(),
        trial.optionalNumber("objective"),
        trial.count("epoch"),
        trial.objects("rungs").stream()
            .map(r -> new Rung(r.count("epoch"), r.number("objective"), r.number("at")))
            .toList(),
        trial.objects("curve").stream().map(Fields::values).toList(),
        trial.number("seconds"));
  }
}
