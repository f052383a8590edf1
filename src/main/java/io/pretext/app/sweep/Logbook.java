package io.pretext.app.sweep;

import io.pretext.config.Json;
import io.pretext.config.Nearest;
import io.pretext.sweep.TrialRunner.Progress;
import io.pretext.sweep.TrialRunner.TrialFailure;
import io.pretext.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the run directory of a trial says of it.
 *
 * @param run the directory
 * @param metric the objective
 */
record Logbook(Path run, String metric) {

  /** How the trial did at the end of {@code epoch}; empty if it has not been trained so far. */
  Optional<Progress> at(int epoch) throws TrialFailure {
    var checkpoint = new Checkpoint(run.resolve("checkpoint"));
    if (!checkpoint.exists() || checkpoint.progress().epoch() < epoch) {
      return Optional.empty();
    }
    List<Map<String, Object>> curve = new ArrayList<>();
    Map<String, Object> last = Map.of();
    for (Map<String, Object> line : Json.lines(run.resolve("metrics.jsonl"))) {
      if (line.containsKey("epoch_loss") && ((Number) line.get("epoch")).intValue() <= epoch) {
        last = numbers(line);
        curve.add(last);
      }
    }
    if (last.get(metric) instanceof Number objective) {
      return Optional.of(new Progress(objective.doubleValue(), curve));
    }
    throw new TrialFailure(
        "epoch %d has no metric '%s', %s"
            .formatted(epoch, metric, Nearest.suggestion(metric, new TreeSet<>(last.keySet()))));
  }

  /** The finite numbers of a line. */
  private static Map<String, Object> numbers(Map<String, Object> line) {
    Map<String, Object> numbers = new LinkedHashMap<>(line);
    numbers.remove("step");
    numbers
        .values()
        .removeIf(value -> !(value instanceof Number n) || !Double.isFinite(n.doubleValue()));
    return numbers;
  }
}
