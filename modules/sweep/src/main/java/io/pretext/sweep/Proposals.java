package io.pretext.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;

/**
 * Settings to try, one after the other and none twice. The same space, configuration and scores
 * give the same settings.
 */
final class Proposals {

  /**
   * Of a space of few values, most draws come again; after so many in a row it is held for empty.
   */
  private static final int PATIENCE = 1000;

  private final CandidateGenerator generator;
  private final Set<Map<String, Object>> seen = new HashSet<>();
  private final List<Candidate<?>> proposed = new ArrayList<>();

  Proposals(SearchSpace space, SweepConfig config) {
    generator = config.generator().over(space, config);
  }

  /** The next settings; empty if the space has no more. */
  Optional<Map<String, Object>> next() {
    for (int i = 0; i < PATIENCE && generator.hasMoreCandidates(); i++) {
      Candidate<?> candidate = generator.getCandidate();
      if (candidate.getException() != null) {
        return Optional.empty();
      }
      Map<String, Object> settings = settings(candidate);
      if (seen.add(settings)) {
        proposed.add(candidate);
        return Optional.of(settings);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> settings(Candidate<?> candidate) {
    var settings = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) candidate.getValue()).forEach((path, v) -> settings.put((String) path, v));
    return settings;
  }

  /**
   * Lets a generator that learns know how a proposal did.
   *
   * @param index of the proposal, from 0
   */
  void tell(int index, double score) {
    Candidate<?> candidate = proposed.get(index);
    generator.reportResults(
        new OptimizationResult(candidate, score, candidate.getIndex(), null, null, null));
  }
}
