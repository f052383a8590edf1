package io.pretext.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Who trains on. A verdict follows from what trials have shown and never from when they showed it,
 * so that a sweep comes to the same end whatever the order in which its trials end.
 */
final class Stopping {

  /** A median of fewer trials says too little. */
  private static final int LEAST_TRIALS = 3;

  private final StoppingConfig config;
  private final SweepConfig.Direction direction;
  private final List<Integer> rungs;

  /**
   * @param rungs epochs after which trials are judged; the last ends a trial
   */
  Stopping(StoppingConfig config, SweepConfig.Direction direction, List<Integer> rungs) {
    this.config = config;
    this.direction = direction;
    this.rungs = List.copyOf(rungs);
  }

  /**
   * The rungs of trials of so many epochs, the last of them included.
   *
   * @throws IllegalArgumentException if a rung lies behind the end
   */
  static List<Integer> rungs(StoppingConfig config, int epochs) {
    List<Integer> rungs = new ArrayList<>();
    for (int rung : config.rungs()) {
      if (rung > epochs) {
        throw new IllegalArgumentException(
            "stopping.rungs has epoch %d, but schedule.epochs is %d".formatted(rung, epochs));
      }
      rungs.add(rung);
    }
    if (rungs.isEmpty()) {
      int step = config.rule() == StoppingConfig.Rule.HALVING ? config.factor() : 2;
      boolean judged = config.rule() != StoppingConfig.Rule.NONE;
      for (int divisor = step * step; judged && divisor > 1; divisor /= step) {
        int rung = Math.max(1, epochs / divisor);
        if (!rungs.contains(rung)) {
          rungs.add(rung);
        }
      }
    }
    if (!rungs.contains(epochs)) {
      rungs.add(epochs);
    }
    return rungs;
  }

  List<Integer> rungs() {
    return rungs;
  }

  /** What becomes of {@code standing}, one of {@code all}, which are in the order of numbers. */
  Verdict judge(Standing standing, List<Standing> all) {
    if (standing.failure().isPresent()) {
      return new Verdict.Fail(standing.failure().get());
    }
    int behind = standing.rungs().size();
    if (behind == 0) {
      return new Verdict.Run(rungs.get(0));
    }
    if (behind == rungs.size()) {
      return new Verdict.Complete();
    }
    int next = rungs.get(behind);
    return switch (config.rule()) {
      case NONE -> new Verdict.Run(next);
      case MEDIAN -> byMedian(standing, all, rungs.get(behind - 1), next);
      case HALVING -> byHalving(standing, all, behind, next);
    };
  }

  /** Compares with the trials of lower numbers alone, so that the last to end has no say. */
  private Verdict byMedian(Standing standing, List<Standing> all, int rung, int next) {
    List<Double> before = new ArrayList<>();
    for (Standing other : all) {
      if (other.trial().number() >= standing.trial().number()) {
        break;
      }
      Optional<Double> objective = other.objective(rung);
      if (objective.isPresent()) {
        before.add(objective.get());
      } else if (!isOut(other, all)) {
        return new Verdict.Wait();
      }
    }
    if (before.size() < LEAST_TRIALS) {
      return new Verdict.Run(next);
    }
    double median = median(before);
    double own = standing.objective().orElseThrow();
    return direction.prefers(median, own)
        ? new Verdict.Stop(
            "%s after epoch %d, the median of the trials before it is %s"
                .formatted(number(own), rung, number(median)))
        : new Verdict.Run(next);
  }

  private boolean isOut(Standing other, List<Standing> all) {
    Verdict verdict = judge(other, all);
    return verdict instanceof Verdict.Fail || verdict instanceof Verdict.Stop;
  }

  /**
   * @param behind how many rungs {@code standing} has behind
   */
  private Verdict byHalving(Standing standing, List<Standing> all, int behind, int next) {
    Optional<List<Standing>> field = field(all, behind);
    if (field.isEmpty()) {
      return new Verdict.Wait();
    }
    int rung = rungs.get(behind - 1);
    List<Standing> ranked = ranked(field.get(), rung);
    int kept = kept(ranked.size());
    int place = ranked.indexOf(standing) + 1;
    return place <= kept
        ? new Verdict.Run(next)
        : new Verdict.Stop(
            "place %d of %d after epoch %d, the first %d go on"
                .formatted(place, ranked.size(), rung, kept));
  }

  /**
   * The trials that have {@code behind} rungs behind, out of those that were let so far; empty as
   * long as one of these is still on its way.
   */
  private Optional<List<Standing>> field(List<Standing> all, int behind) {
    List<Standing> let = all;
    if (behind > 1) {
      Optional<List<Standing>> before = field(all, behind - 1);
      if (before.isEmpty()) {
        return before;
      }
      List<Standing> ranked = ranked(before.get(), rungs.get(behind - 2));
      Set<Standing> first = ranked.stream().limit(kept(ranked.size())).collect(Collectors.toSet());
      let = all.stream().filter(first::contains).toList();
    }
    boolean onTheWay =
        let.stream().anyMatch(s -> s.failure().isEmpty() && s.rungs().size() < behind);
    return onTheWay
        ? Optional.empty()
        : Optional.of(let.stream().filter(s -> s.rungs().size() >= behind).toList());
  }

  private int kept(int field) {
    return (field + config.factor() - 1) / config.factor();
  }

  private List<Standing> ranked(List<Standing> field, int rung) {
    return field.stream().sorted(best(s -> s.objective(rung).orElseThrow())).toList();
  }

  private Comparator<Standing> best(ToDoubleFunction<Standing> objective) {
    Comparator<Standing> rising = Comparator.comparingDouble(objective);
    return (direction == SweepConfig.Direction.MAXIMISE ? rising.reversed() : rising)
        .thenComparing(s -> s.trial().number());
  }

  /** Who has shown anything, the best first: whoever came further, then by objective. */
  List<Standing> ranking(List<Standing> all) {
    return all.stream()
        .filter(s -> s.failure().isEmpty() && s.epoch() > 0)
        .sorted(
            Comparator.comparingInt((Standing s) -> -s.rungs().size())
                .thenComparing(best(s -> s.objective().orElseThrow())))
        .toList();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
