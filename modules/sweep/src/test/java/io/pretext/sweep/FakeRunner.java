package io.pretext.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Trials whose objective is a function of rate and epoch. What was trained outlives the sweep, as
 * run directories do; an epoch that is trained twice is an error.
 */
final class FakeRunner implements TrialRunner {

  static final int EPOCHS = 12;

  private final Map<Integer, Integer> trained = new HashMap<>();
  private final List<String> sessions = new ArrayList<>();
  private final Map<Integer, Integer> delays = new HashMap<>();
  private int tests;

  /** Trials as they are when these rungs are behind and nothing more. */
  static FakeRunner after(List<Map<String, Object>> journal) {
    var runner = new FakeRunner();
    for (Map<String, Object> line : journal) {
      if (line.get("event").equals("rung")) {
        runner.trained.put((int) line.get("trial"), (int) line.get("epoch"));
      }
    }
    return runner;
  }

  FakeRunner delaying(int trial, int millis) {
    delays.put(trial, millis);
    return this;
  }

  /** What it comes to in the end, 50 at a rate of 0.1; fast learners are not the best. */
  static double objective(Map<String, Object> settings, int epoch) {
    double rate = ((Number) settings.getOrDefault("rate", 0.5)).doubleValue();
    double decades = Math.log10(rate) + 1;
    return (50 - 20 * decades * decades) * (1 - Math.exp(-epoch * (0.2 + rate / 2)));
  }

  @Override
  public Map<String, Object> resolve(Map<String, Object> settings) {
    for (String path : settings.keySet()) {
      if (!path.equals("rate") && !path.equals("name")) {
        throw new IllegalArgumentException("there is no setting '" + path + "'");
      }
    }
    var all = new LinkedHashMap<String, Object>(Map.of("rate", 0.5));
    all.putAll(settings);
    return all;
  }

  @Override
  public int epochs(Map<String, Object> settings) {
    return EPOCHS;
  }

  @Override
  public Progress run(Trial trial, int epoch) throws TrialFailure, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(delays.getOrDefault(trial.number(), 0));
    synchronized (this) {
      double rate = ((Number) trial.settings().getOrDefault("rate", 0.5)).doubleValue();
      int from = trained.getOrDefault(trial.number(), 0);
      if (rate > 0.6) {
        throw new TrialFailure("in epoch 1, step 2, the loss is NaN");
      }
      if (from < epoch) {
        sessions.add(trial.number() + ": " + (from + 1) + "-" + epoch);
        trained.put(trial.number(), epoch);
      }
      List<Map<String, Object>> curve = new ArrayList<>();
      for (int e = 1; e <= epoch; e++) {
        curve.add(Map.of("epoch", e, "knn", objective(trial.settings(), e)));
      }
      return new Progress(objective(trial.settings(), epoch), curve);
    }
  }

  @Override
  public OptionalDouble test(Trial trial) {
    tests++;
    return OptionalDouble.of(objective(trial.settings(), EPOCHS) - 1);
  }

  /** {@code 3: 1-6}: trial 3 was trained from epoch 1 to 6; in order. */
  synchronized List<String> sessions() {
    return List.copyOf(sessions);
  }

  synchronized Map<Integer, Integer> trained() {
    return Map.copyOf(trained);
  }

  /** How often something was judged on the test images. */
  int tests() {
    return tests;
  }
}
