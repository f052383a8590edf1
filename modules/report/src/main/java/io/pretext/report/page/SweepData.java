package io.pretext.report.page;

import io.pretext.report.page.SweepRecord.Range;
import io.pretext.report.page.SweepRecord.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the program of a sweep's page draws. */
record SweepData(SweepRecord sweep, Meaning objective, Optional<Importance> importance) {

  /** The mean loss of an epoch. */
  static final String LOSS = "epoch_loss";

  Map<String, Object> map() {
    var data = new LinkedHashMap<String, Object>();
    data.put("charts", List.of());
    data.put("warned", List.of());
    data.put("epochs", 0);
    data.put("metric", sweep.objective().metric());
    data.put("title", objective.title());
    data.put("unit", objective.unit());
    data.put("maximise", sweep.objective().maximise());
    data.put("best", sweep.best().isPresent() ? sweep.best().getAsInt() : null);
    data.put("ranges", sweep.ranges().stream().map(SweepData::range).toList());
    data.put("trials", sweep.trials().stream().map(this::trial).toList());
    data.put("compared", importance.map(Importance::epoch).orElse(null));
    return data;
  }

  private static Map<String, Object> range(Range range) {
    var data = new LinkedHashMap<String, Object>();
    data.put("path", range.path());
    data.put("kind", range.kind());
    data.put("bounds", range.bounds().stream().map(SweepData::shown).toList());
    data.put("preset", range.preset() == null ? null : shown(range.preset()));
    return data;
  }

  private Map<String, Object> trial(Trial trial) {
    var data = new LinkedHashMap<String, Object>();
    data.put("number", trial.number());
    data.put("state", trial.state());
    data.put("baseline", trial.baseline());
    data.put("rank", trial.rank().isPresent() ? trial.rank().getAsInt() : null);
    data.put(
        "objective",
        trial.objective().isPresent() ? Numbers.brief(trial.objective().getAsDouble()) : null);
    data.put("epoch", trial.epoch());
    var settings = new LinkedHashMap<String, Object>();
    trial.settings().forEach((path, value) -> settings.put(path, shown(value)));
    data.put("settings", settings);
    data.put(
        "rungs",
        trial.rungs().stream()
            .map(
                rung ->
                    List.of(
                        rung.epoch(), Numbers.brief(rung.objective()), Numbers.brief(rung.at())))
            .toList());
    data.put("curve", curve(trial, sweep.objective().metric()));
    data.put("loss", curve(trial, LOSS));
    return data;
  }

  /** Pairs of an epoch and the value after it. */
  private static List<List<Number>> curve(Trial trial, String metric) {
    var points = new ArrayList<List<Number>>();
    for (Map<String, Object> line : trial.curve()) {
      if (line.get("epoch") instanceof Number epoch
          && line.get(metric) instanceof Number value
          && Double.isFinite(value.doubleValue())) {
        points.add(List.of(epoch, Numbers.brief(value.doubleValue())));
      }
    }
    return points;
  }

  /** Numbers stay numbers, all else is the text that people read. */
  private static Object shown(Object value) {
    return value instanceof Number number
        ? Numbers.brief(number.doubleValue())
        : Settings.text(value);
  }
}
