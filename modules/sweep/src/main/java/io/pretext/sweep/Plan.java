package io.pretext.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows from a configuration before the first trial.
 *
 * @param defaults what the preset holds at the paths of the ranges; null where it holds nothing
 * @param rungs epochs after which trials are judged; the last ends a trial
 */
record Plan(Map<String, Object> defaults, List<Integer> rungs) {

  /**
   * @throws IllegalArgumentException if a range goes over a path that does not exist or values that
   *     are not accepted, or trials would differ in length
   */
  static Plan of(SweepConfig config, SearchSpace space, TrialRunner runner) {
    Map<String, Object> preset = Map.of();
    if (config.job() == SweepConfig.Job.PRETRAIN || config.model().isPresent()) {
      preset = runner.resolve(Map.of());
    } else if (config.baseline()) {
      throw new IllegalArgumentException("baseline needs a model to start from: name one");
    }
    List<Map<String, Object>> samples = space.samples();
    for (Map<String, Object> sample : samples) {
      check(runner, sample);
    }
    int epochs = runner.epochs(samples.get(0));
    for (Map<String, Object> sample : samples) {
      if (runner.epochs(sample) != epochs) {
        throw new IllegalArgumentException(
            "ranges: schedule.epochs must be the same for all trials, which are compared at its"
                + " end: set it under set");
      }
    }
    var defaults = new LinkedHashMap<String, Object>();
    for (String path : space.paths()) {
      defaults.put(path, at(preset, path));
    }
    config.model().ifPresent(model -> defaults.replace("model", model));
    Drawing.check(space, config);
    return new Plan(defaults, Stopping.rungs(config.stopping(), epochs));
  }

  private static void check(TrialRunner runner, Map<String, Object> sample) {
    try {
      runner.resolve(sample);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ranges: " + e.getMessage(), e);
    }
  }

  private static Object at(Map<String, Object> settings, String path) {
    Object value = settings;
    for (String key : path.split("\\.")) {
      value = value instanceof Map<?, ?> section ? section.get(key) : null;
    }
    return value;
  }
}
