package io.pretext.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that is known of one trial: what the journal says of it. */
final class Standing {

  /**
   * A rung that is behind.
   *
   * @param at seconds of the sweep when it ended
   */
  record Rung(int epoch, double objective, double at) {}

  private final Trial trial;
  private final boolean baseline;
  private final List<Rung> rungs = new ArrayList<>();
  private List<Map<String, Object>> curve = List.of();
  private Optional<String> failure = Optional.empty();
  private double seconds;

  Standing(Trial trial, boolean baseline) {
    this.trial = trial;
    this.baseline = baseline;
  }

  void reached(Rung rung, List<Map<String, Object>> measured, double took) {
    rungs.add(rung);
    curve = measured;
    seconds += took;
  }

  void failed(String reason, double took) {
    failure = Optional.of(reason);
    seconds += took;
  }

  Trial trial() {
    return trial;
  }

  boolean baseline() {
    return baseline;
  }

  /** Why it failed; empty if it has not. */
  Optional<String> failure() {
    return failure;
  }

  List<Rung> rungs() {
    return rungs;
  }

  List<Map<String, Object>> curve() {
    return curve;
  }

  double seconds() {
    return seconds;
  }

  /** The last epoch at which it was judged; 0 before the first. */
  int epoch() {
    return rungs.isEmpty() ? 0 : rungs.get(rungs.size() - 1).epoch();
  }

  /** The objective at the end of {@code epoch}; empty if it was not judged there. */
  Optional<Double> objective(int epoch) {
    return rungs.stream().filter(rung -> rung.epoch() == epoch).map(Rung::objective).findFirst();
  }

  /** The objective at its last rung. */
  Optional<Double> objective() {
    return objective(epoch());
  }
}
