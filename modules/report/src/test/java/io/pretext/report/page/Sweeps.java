package io.pretext.report.page;

import io.pretext.config.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Sweeps as {@code sweep.json} tells them, made up: nothing was trained. */
final class Sweeps {

  private static final int[] RUNGS = {3, 6, 12};

  private Sweeps() {}

  /**
   * A sweep of so many trials by halving, in which the rate matters most, then the method, then its
   * temperature, and the batch not at all; each ninth trial fails.
   */
  static Map<String, Object> halving(int trials) {
    var drawn = new SplittableRandom(7);
    List<Map<String, Object>> all = new ArrayList<>();
    for (int number = 1; number <= trials; number++) {
      all.add(trial(number, drawn));
    }
    judge(all);
    Map<String, Object> sweep =
        Json.parse(
            "sweep",
            """
            {"format": 1, "job": "pretrain", "preset": "cifar10/simclr-resnet20", "model": null,
             "seed": 0, "generator": "sobol",
             "objective": {"metric": "knn", "direction": "maximise", "held_out": 0.1},
             "stopping": {"rule": "halving", "rungs": [3, 6, 12], "factor": 3},
             "ranges": {
               "optimizer.rate": {"kind": "log", "low": 0.01, "high": 1.0},
               "method.name": {"kind": "choice", "values": ["simclr", "byol"]},
               "method.temperature": {"kind": "linear", "low": 0.1, "high": 0.5,
                 "when": {"method.name": ["simclr"]}},
               "schedule.batch": {"kind": "integer", "low": 64, "high": 256}},
             "defaults": {"optimizer.rate": 0.2, "method.name": "simclr",
               "method.temperature": 0.5, "schedule.batch": 256},
             "state": "finished", "seconds": 812.4,
             "test": {"metric": "knn", "value": 43.1}}
            """);
    Map<String, Object> best =
        all.stream()
            .filter(t -> Integer.valueOf(1).equals(t.get("rank")))
            .findFirst()
            .orElseThrow();
    sweep.put("trials", all);
    sweep.put(
        "best",
        Map.of(
            "trial", best.get("trial"),
            "objective", best.get("objective"),
            "settings", best.get("settings")));
    int trained = all.stream().mapToInt(t -> (int) t.get("epoch")).sum();
    sweep.put("epochs", Map.of("trained", trained, "full", 12 * trials));
    return sweep;
  }

  /** A record of these trials and ranges, read as from a file. */
  static SweepRecord record(Map<String, Object> ranges, List<Map<String, Object>> trials) {
    Map<String, Object> sweep = halving(3);
    sweep.put("ranges", ranges);
    sweep.put("defaults", Map.of());
    sweep.put("trials", trials);
    sweep.put("best", null);
    return SweepRecord.of("sweep.json", sweep);
  }

  /** A trial that had the same objective at every rung that it came to: 1, 3, 6 and 9. */
  static Map<String, Object> judged(
      int number, Map<String, Object> settings, double objective, int epoch) {
    var trial = new LinkedHashMap<>(trial(number, new SplittableRandom(1)));
    trial.put("settings", settings);
    trial.put("state", "stopped");
    trial.put("reason", "of the test");
    trial.put("rank", number);
    trial.put("objective", objective);
    trial.put("epoch", epoch);
    trial.put("seconds", 1.0);
    trial.put(
        "rungs",
        IntStream.of(1, 3, 6, 9)
            .filter(rung -> rung <= epoch)
            .mapToObj(rung -> Map.of("epoch", rung, "objective", objective, "at", 1.0 * number))
            .toList());
    return trial;
  }

  private static Map<String, Object> trial(int number, SplittableRandom drawn) {
    boolean baseline = number == 1;
    double rate = baseline ? 0.2 : Math.pow(10, -2 + 2 * drawn.nextDouble());
    boolean simclr = baseline || drawn.nextBoolean();
    double temperature = baseline ? 0.5 : 0.1 + 0.4 * drawn.nextDouble();
    int batch = baseline ? 256 : 64 + drawn.nextInt(193);
    var settings = new LinkedHashMap<String, Object>();
    settings.put("optimizer.rate", rate);
    settings.put("method.name", simclr ? "simclr" : "byol");
    if (simclr) {
      settings.put("method.temperature", temperature);
    }
    settings.put("schedule.batch", batch);
    double off = Math.log10(rate) + 0.7;
    double reach = 44 - 9 * off * off + (simclr ? 3 - 8 * Math.abs(temperature - 0.25) : 0);
    var trial = new LinkedHashMap<String, Object>();
    trial.put("trial", number);
    trial.put("run", "trials/%04d".formatted(number));
    trial.put("baseline", baseline);
    trial.put("settings", settings);
    var curve = new ArrayList<Map<String, Object>>();
    for (int epoch = 1; epoch <= 12; epoch++) {
      var line = new LinkedHashMap<String, Object>();
      line.put("epoch", epoch);
      line.put("epoch_loss", 4.6 + 1.2 * Math.exp(-epoch / 4.0) + 0.1 * off * off);
      if (Arrays.binarySearch(RUNGS, epoch) >= 0) {
        line.put("knn", 28 + (reach - 28) * (1 - Math.exp(-epoch / 4.0)));
      }
      curve.add(line);
    }
    trial.put("curve", curve);
    return trial;
  }

  /** The best third goes on from a rung to the next. */
  private static void judge(List<Map<String, Object>> all) {
    var alive = new ArrayList<>(all.stream().filter(t -> (int) t.get("trial") % 9 != 0).toList());
    for (int r = 0; r < RUNGS.length; r++) {
      int epoch = RUNGS[r];
      alive.sort(Comparator.comparingDouble(t -> -objective(t, epoch)));
      for (int i = 0; i < alive.size(); i++) {
        boolean on = r < 2 && i < (alive.size() + 2) / 3;
        Map<String, Object> trial = alive.get(i);
        trial.put("state", on ? "waiting" : r == 2 ? "completed" : "stopped");
        String place = "%d of %d after epoch %d, the first %d go on";
        trial.put(
            "reason",
            r == 2 || on
                ? null
                : place.formatted(i + 1, alive.size(), epoch, (alive.size() + 2) / 3));
        trial.put("objective", objective(trial, epoch));
        trial.put("epoch", epoch);
      }
      alive = new ArrayList<>(alive.subList(0, r < 2 ? (alive.size() + 2) / 3 : alive.size()));
    }
    rank(all);
  }

  private static void rank(List<Map<String, Object>> all) {
    var ranked =
        all.stream()
            .filter(t -> t.get("objective") != null)
            .sorted(
                Comparator.<Map<String, Object>>comparingInt(t -> -(int) t.get("epoch"))
                    .thenComparingDouble(t -> -(double) t.get("objective")))
            .toList();
    for (Map<String, Object> trial : all) {
      int epoch = (int) trial.getOrDefault("epoch", 0);
      int number = (int) trial.get("trial");
      int rank = ranked.indexOf(trial);
      trial.put("rank", rank < 0 ? null : (Object) (rank + 1));
      if (rank < 0) {
        trial.put("state", "failed");
        trial.put("reason", "the loss is not finite after step 12");
        trial.put("objective", null);
        trial.put("epoch", 0);
      }
      trial.put(
          "rungs",
          IntStream.of(RUNGS)
              .filter(rung -> rung <= epoch)
              .mapToObj(
                  rung ->
                      Map.of(
                          "epoch",
                          rung,
                          "objective",
                          objective(trial, rung),
                          "at",
                          30.0 * number + 10 * rung))
              .toList());
      trial.put("curve", ((List<?>) trial.get("curve")).subList(0, epoch));
      trial.put("seconds", 10.0 * epoch + 1.5);
    }
  }

  private static double objective(Map<String, Object> trial, int epoch) {
    return (double) ((Map<?, ?>) ((List<?>) trial.get("curve")).get(epoch - 1)).get("knn");
  }
}
