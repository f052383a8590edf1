package io.pretext.sweep;

import io.pretext.config.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands out the trials of a sweep one by one, the same ones again in a sweep that resumes: a
 * genetic search learns only from whole generations, in the order of their numbers.
 */
final class Drawing {

  private final SweepConfig config;
  private final Proposals proposals;
  private final int limit;
  private int drawn;
  private boolean exhausted;

  Drawing(SearchSpace space, SweepConfig config) {
    this.config = config;
    this.proposals = new Proposals(space, config);
    this.limit = config.trials() == 0 ? Integer.MAX_VALUE : config.trials();
  }

  /**
   * The next trial.
   *
   * @param standings of the trials drawn so far, or of more
   * @param stopping tells which have ended
   * @return empty if there is none, or none yet
   * @throws IllegalArgumentException if {@code standings} know that trial with other settings
   */
  Optional<Trial> next(List<Standing> standings, Stopping stopping) {
    if (!mayDraw(standings, stopping)) {
      return Optional.empty();
    }
    Optional<Map<String, Object>> settings =
        isBaseline(drawn + 1) ? Optional.of(Map.of()) : proposals.next();
    if (settings.isEmpty()) {
      exhausted = true;
      return Optional.empty();
    }
    drawn++;
    var trial = new Trial(drawn, settings.get());
    if (drawn <= standings.size()) {
      requireSame(standings.get(drawn - 1).trial(), trial);
    }
    return Optional.of(trial);
  }

  private boolean mayDraw(List<Standing> standings, Stopping stopping) {
    if (exhausted || drawn == limit) {
      return false;
    }
    int before = config.baseline() ? 1 : 0;
    int proposed = drawn - before;
    int generation = config.population();
    if (config.generator() != Generator.GENETIC || proposed < 1 || proposed % generation != 0) {
      return true;
    }
    List<Standing> parents = standings.subList(0, drawn);
    if (parents.stream().anyMatch(standing -> isOnTheWay(standing, standings, stopping))) {
      return false;
    }
    for (int i = proposed - generation; i < proposed; i++) {
      int index = i;
      Standing parent = parents.get(before + i);
      if (parent.failure().isEmpty()) {
        parent.objective().ifPresent(score -> proposals.tell(index, score));
      }
    }
    return true;
  }

  private static boolean isOnTheWay(Standing standing, List<Standing> all, Stopping stopping) {
    Verdict verdict = stopping.judge(standing, all);
    return verdict instanceof Verdict.Run || verdict instanceof Verdict.Wait;
  }

  /** Whether the trial of that number is the preset as it is. */
  boolean isBaseline(int number) {
    return config.baseline() && number == 1;
  }

  /** Refuses a grid of more combinations than trials, which would leave out some by their order. */
  static void check(SearchSpace space, SweepConfig config) {
    if (config.generator() != Generator.GRID || config.trials() == 0) {
      return;
    }
    var grid = new Proposals(space, config);
    for (int i = 0; i < config.drawn(); i++) {
      grid.next();
    }
    if (grid.next().isPresent()) {
      throw new IllegalArgumentException(
          "trials is %d but the grid has more combinations: leave trials out to run them all, or lower steps"
              .formatted(config.trials()));
    }
  }

  private static void requireSame(Trial known, Trial trial) {
    if (!Json.line(known.settings()).equals(Json.line(trial.settings()))) {
      throw new IllegalArgumentException(
          "trial %d was drawn as %s, and is now %s: go on with the version that began the sweep"
              .formatted(trial.number(), known.settings(), trial.settings()));
    }
  }
}
