package io.pretext.sweep;

import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;

/** Candidates at given points of the unit cube, as one of Arbiter's generators. */
final class PointGenerator extends BaseCandidateGenerator<LinkedHashMap<String, Serializable>> {

  private final Iterator<double[]> points;

  PointGenerator(SearchSpace space, Iterator<double[]> points) {
    super(space, null, false);
    this.points = points;
    initialize();
  }

  @Override
  public boolean hasMoreCandidates() {
    return points.hasNext();
  }

  @Override
  public Candidate<LinkedHashMap<String, Serializable>> getCandidate() {
    double[] point = points.next();
    return new Candidate<>(
        parameterSpace.getValue(point), candidateCounter.getAndIncrement(), point);
  }

  @Override
  public Class<?> getCandidateType() {
    return LinkedHashMap.class;
  }
}
