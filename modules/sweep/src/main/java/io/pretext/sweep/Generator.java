package io.pretext.sweep;

import java.util.Iterator;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.apache.commons.math3.random.SynchronizedRandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator.Mode;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.UniformCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;

/** How candidates are found in a space. */
public enum Generator {
  /** Independent draws. */
  RANDOM,
  /** A Sobol sequence, shifted by the seed: every stretch of it is well spread. */
  SOBOL,
  /**
   * A Latin hypercube: each setting takes a value in each of as many slices as there are trials.
   */
  LATIN,
  /** All combinations of some values of each setting. */
  GRID,
  /** Descendants of the best so far, generation by generation. */
  GENETIC;

  private static final double MUTATION_RATE = 0.1;

  /** Arbiter's generator for {@code config}; the same one gives the same candidates again. */
  CandidateGenerator over(SearchSpace space, SweepConfig config) {
    return switch (this) {
      case RANDOM -> {
        var random = new RandomSearchGenerator(space);
        random.setRngSeed(config.seed());
        yield random;
      }
      case SOBOL -> new PointGenerator(space, points(space, config));
      case LATIN -> new PointGenerator(space, points(space, config));
      case GRID -> new GridSearchCandidateGenerator(space, config.steps(), Mode.Sequential, null);
      case GENETIC -> genetic(space, config);
    };
  }

  private Iterator<double[]> points(SearchSpace space, SweepConfig config) {
    int dimensions = Math.max(1, space.numParameters());
    return this == SOBOL
        ? UnitCube.sobol(dimensions, config.seed())
        : UnitCube.latin(dimensions, config.drawn(), config.seed());
  }

  /** Arbiter seeds this one only through the random numbers of its operators. */
  private static CandidateGenerator genetic(SearchSpace space, SweepConfig config) {
    var seeded = new JDKRandomGenerator();
    seeded.setSeed(config.seed());
    var random = new SynchronizedRandomGenerator(seeded);
    var crossover =
        new UniformCrossover.Builder()
            .randomGenerator(random)
            .parentSelection(new RandomTwoParentSelection(random))
            .build();
    var mutation =
        new RandomMutationOperator.Builder()
            .randomGenerator(random)
            .mutationRate(MUTATION_RATE)
            .build();
    var selection =
        new GeneticSelectionOperator.Builder()
            .randomGenerator(random)
            .crossoverOperator(crossover)
            .mutationOperator(mutation)
            .build();
    return new GeneticSearchCandidateGenerator.Builder(
            space, new Score(config.direction() == SweepConfig.Direction.MINIMISE))
        .populationModel(new PopulationModel.Builder().populationSize(config.population()).build())
        .selectionOperator(selection)
        .build();
  }
}
