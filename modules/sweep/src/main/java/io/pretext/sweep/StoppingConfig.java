package io.pretext.sweep;

import io.pretext.config.Check;
import java.util.List;

/**
 * How bad trials are told before their end.
 *
 * @param rule who goes on
 * @param rungs epochs after which trials are judged, rising; empty for the rule's own; the end of
 *     the schedule is one in any case
 * @param factor of halving: one in so many goes on
 */
public record StoppingConfig(Rule rule, List<Integer> rungs, int factor) {

  /** Who goes on after a rung. */
  public enum Rule {
    /** All. */
    NONE,
    /** Whoever is not worse than the median of the trials before it at the same rung. */
    MEDIAN,
    /** The best of all trials, one in {@code factor}. */
    HALVING
  }

  public StoppingConfig {
    for (int i = 0; i < rungs.size(); i++) {
      Check.atLeast("rungs", rungs.get(i), 1);
      Check.that(i == 0 || rungs.get(i) > rungs.get(i - 1), "rungs", "rise, were " + rungs);
    }
    Check.atLeast("factor", factor, 2);
    rungs = List.copyOf(rungs);
  }

  static StoppingConfig defaults() {
    return new StoppingConfig(Rule.NONE, List.of(), 3);
  }
}
