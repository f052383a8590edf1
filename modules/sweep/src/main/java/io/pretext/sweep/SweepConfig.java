package io.pretext.sweep;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep as its file says it, checked.
 *
 * @param job what a trial is
 * @param preset that trials start from; of a fine-tuning, empty for the one that fits the backbone
 * @param model what a fine-tuning starts from; a range of the path {@code model} goes over several
 * @param trials how many; of a grid, 0 for all combinations
 * @param baseline whether the first trial is the preset as it is
 * @param seed of the candidates and of the choice of held-out images
 * @param generator how candidates are found
 * @param steps of a grid: how many values of a range that is not a choice
 * @param population of a genetic search: how many trials make a generation
 * @param ranges by path; see {@link SearchSpace#parse}
 * @param set changes to the preset that all trials share, as {@code path=value}, in order
 * @param objective name of the metric that ranks; empty for the usual one of the job
 * @param direction whether more of it is better
 * @param heldOut share of the training images that trials are judged on and not trained on; 0
 *     judges on the test images
 * @param stopping how bad trials are told early
 * @param parallel trials that train at the same time
 * @param threads of each; 0 for an equal share of the cores
 * @param memory most memory of each, as {@code 2g}; empty for an equal share of the machine's
 * @param budget time after which the sweep ends, as {@code 90m} or {@code 2h}; empty for no end
 */
public record SweepConfig(
    Job job,
    String preset,
    Optional<String> model,
    int trials,
    boolean baseline,
    long seed,
    Generator generator,
    int steps,
    int population,
    Map<String, ?> ranges,
    List<String> set,
    String objective,
    Direction direction,
    double heldOut,
    StoppingConfig stopping,
    int parallel,
    int threads,
    String memory,
    String budget) {

  /** What a trial is. */
  public enum Job {
    PRETRAIN("knn"),
    FINETUNE("top1");

    private final String metric;

    Job(String metric) {
      this.metric = metric;
    }

    /** What its winner is judged by on the test images, and all trials unless the file says so. */
    public String metric() {
      return metric;
    }
  }

  /** What makes an objective better. */
  public enum Direction {
    MAXIMISE,
    MINIMISE;

    /** Whether {@code a} is better than {@code b}. */
    boolean prefers(double a, double b) {
      return this == MAXIMISE ? a > b : a < b;
    }
  }

  public SweepConfig {
    Check.nonNegative("trials", trials);
    Check.that(
        trials > 0 || generator == Generator.GRID, "trials", "be 1 at least, unless it is a grid");
    Check.atLeast("steps", steps, 1);
    Check.atLeast("population", population, 4);
    Check.that(
        heldOut >= 0 && heldOut <= 0.5, "heldOut", "be a share from 0 to 0.5, was " + heldOut);
    Check.atLeast("parallel", parallel, 1);
    Check.nonNegative("threads", threads);
    Check.that(
        generator != Generator.GENETIC || stopping.rule() != StoppingConfig.Rule.HALVING,
        "stopping.rule",
        "not be halving for a genetic search, whose trials follow from others that have ended");
    Check.that(
        job == Job.FINETUNE || model.isEmpty(), "model", "go with job: finetune, and only with it");
    Check.that(job == Job.FINETUNE || !preset.isEmpty(), "preset", "name what trials start from");
    Check.that(
        job == Job.PRETRAIN || model.isPresent() || ranges.containsKey("model"),
        "model",
        "name what the fine-tuning starts from, unless there is a range of models");
    Amounts.seconds(budget);
    Amounts.bytes(memory);
    set = List.copyOf(set);
  }

  static Map<String, ?> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("job", "pretrain");
    defaults.put("preset", "");
    defaults.put("trials", 0);
    defaults.put("baseline", false);
    defaults.put("seed", 0);
    defaults.put("generator", "sobol");
    defaults.put("steps", 3);
    defaults.put("population", 8);
    defaults.put("ranges", Map.of());
    defaults.put("set", List.of());
    defaults.put("objective", "");
    defaults.put("direction", "maximise");
    defaults.put("heldOut", 0.1);
    defaults.put("stopping", Map.of());
    defaults.put("parallel", 1);
    defaults.put("threads", 0);
    defaults.put("memory", "");
    defaults.put("budget", "");
    return defaults;
  }

  /**
   * Reads a sweep.
   *
   * @param where names the file in errors
   */
  public static SweepConfig of(String where, Map<String, ?> written) {
    return Bind.record(where, written, SweepConfig.class);
  }

  /** How many trials are drawn from the ranges: all but the baseline. */
  int drawn() {
    return baseline ? trials - 1 : trials;
  }

  /** The metric that ranks. */
  public String metric() {
    return objective.isEmpty() ? job.metric() : objective;
  }
}
