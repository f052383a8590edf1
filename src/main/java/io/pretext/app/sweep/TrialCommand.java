package io.pretext.app.sweep;

import io.pretext.config.Json;
import io.pretext.sweep.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words of our command line that make a trial. */
interface TrialCommand {

  /** Every setting of a trial as a preset has them. */
  Map<String, Object> resolve(Map<String, Object> settings);

  int epochs(Map<String, Object> settings);

  /**
   * Trains a trial in {@code run} to the end of an epoch, from where it is.
   *
   * @param own settings of the sweep, which those of the trial and of its file may change
   */
  List<String> train(Trial trial, Path run, int epoch, List<String> own);

  /** Judges a trial on the test images; ends with a JSON object. Empty if there are none. */
  Optional<List<String>> test(Trial trial, Path run);

  /** Settings by path as {@code path=value}. */
  static List<String> changes(Map<String, Object> settings) {
    List<String> changes = new ArrayList<>();
    settings.forEach((path, value) -> changes.add(path + "=" + written(value)));
    return changes;
  }

  /** A value in JSON, which is YAML that leaves no doubt. */
  private static String written(Object value) {
    String line = Json.line(Map.of("", value));
    return line.substring("{\"\":".length(), line.length() - 1);
  }

  /** {@code --set} in front of every change. */
  static List<String> options(List<String> changes) {
    return changes.stream().flatMap(change -> List.of("--set", change).stream()).toList();
  }
}
