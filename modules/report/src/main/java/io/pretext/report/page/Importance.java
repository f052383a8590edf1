package io.pretext.report.page;

import io.pretext.report.page.SweepRecord.Range;
import io.pretext.report.page.SweepRecord.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.AbstractCARTTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * How much each setting of a sweep mattered: by how much a forest that foretells the objective of
 * trials it has not seen does worse when it is told another trial's value of that setting.
 *
 * @param epoch at which the trials are compared
 * @param trials that came so far
 * @param explained share of the variance between trials that the forest foretells; below 0 if a
 *     plain mean does better
 * @param scores the greatest first
 * @see <a href="https://doi.org/10.1023/A:1010933404324">Breiman, 2001</a>, section 10, for the
 *     importance by permutation
 */
record Importance(int epoch, int trials, double explained, List<Score> scores) {

  /**
   * @param share of what all settings together add to the error, in [0, 1]
   */
  record Score(String path, double share) {

    String percent() {
      return Math.round(100 * share) + " %";
    }
  }

  /** With fewer, a forest foretells nothing. */
  static final int LEAST_TRIALS = 8;

  private static final int TREES = 100;
  private static final int FOLDS = 5;
  private static final int DONORS = 16;
  private static final long SEED = 1;

  /** Held, or it would be forgotten with its level: the library tells of every tree. */
  private static final Logger TREE_BY_TREE = Logger.getLogger("org.tribuo");

  static {
    TREE_BY_TREE.setLevel(Level.WARNING);
  }

  /** Empty if too few trials can be compared, or they are all alike. */
  static Optional<Importance> of(SweepRecord sweep) {
    int epoch = comparable(sweep);
    List<Trial> trials =
        sweep.trials().stream().filter(trial -> trial.at(epoch).isPresent()).toList();
    double[] objectives = trials.stream().mapToDouble(t -> t.at(epoch).getAsDouble()).toArray();
    double variance = variance(objectives);
    if (trials.size() < LEAST_TRIALS || variance == 0) {
      return Optional.empty();
    }
    List<Range> ranges = sweep.ranges();
    var tables = new ArrayList<Columns>();
    lent(ranges, trials).forEach(settings -> tables.add(Columns.of(ranges, settings)));
    List<Model<Regressor>> forests =
        IntStream.range(0, FOLDS).mapToObj(fold -> forest(tables, objectives, fold)).toList();
    double error =
        error(trials.size(), objectives, i -> foretold(forests.get(i % FOLDS), tables.get(i)));
    var scores = new ArrayList<Score>();
    for (int column = 0; column < ranges.size(); column++) {
      double worse = error(tables, objectives, forests, column);
      scores.add(new Score(ranges.get(column).path(), Math.max(0, worse - error)));
    }
    double sum = scores.stream().mapToDouble(Score::share).sum();
    scores.replaceAll(score -> new Score(score.path(), sum == 0 ? 0 : score.share() / sum));
    scores.sort(Comparator.comparingDouble(Score::share).reversed());
    return Optional.of(new Importance(epoch, trials.size(), 1 - error / variance, scores));
  }

  /** The last rung that at least half of the judged trials have behind, and enough of them. */
  private static int comparable(SweepRecord sweep) {
    long judged = sweep.trials().stream().filter(trial -> !trial.rungs().isEmpty()).count();
    return sweep.trials().stream()
        .flatMap(trial -> trial.rungs().stream())
        .mapToInt(SweepRecord.Rung::epoch)
        .distinct()
        .filter(
            epoch -> {
              long behind = sweep.trials().stream().filter(t -> t.at(epoch).isPresent()).count();
              return 2 * behind >= judged && behind >= LEAST_TRIALS;
            })
        .max()
        .orElse(0);
  }

  /**
   * The settings of each trial, with another trial's where it has none. What a condition left out
   * has no effect, and that it is left out must not tell of the setting that it depends on.
   */
  private static List<Map<String, Object>> lent(List<Range> ranges, List<Trial> trials) {
    var all = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < trials.size(); i++) {
      var settings = new HashMap<>(trials.get(i).settings());
      for (Range range : ranges) {
        for (int k = 1; k < trials.size() && settings.get(range.path()) == null; k++) {
          Trial next = trials.get((i + k) % trials.size());
          settings.put(range.path(), next.settings().get(range.path()));
        }
      }
      all.add(settings);
    }
    return all;
  }

  /** Trained on all trials but those of a fold. */
  private static Model<Regressor> forest(List<Columns> tables, double[] objectives, int fold) {
    var factory = new RegressionFactory();
    var origin = new SimpleDataSourceProvenance("trials outside fold " + fold, factory);
    var seen = new MutableDataset<Regressor>(origin, factory);
    for (int i = 0; i < tables.size(); i++) {
      if (i % FOLDS != fold) {
        seen.add(tables.get(i).example(objectives[i]));
      }
    }
    var tree =
        new CARTRegressionTrainer(
            Integer.MAX_VALUE,
            AbstractCARTTrainer.MIN_EXAMPLES,
            0,
            1,
            false,
            new MeanSquaredError(),
            SEED);
    return new BaggingTrainer<>(tree, new AveragingCombiner(), TREES, SEED).train(seen);
  }

  private static double foretold(Model<Regressor> forest, Columns columns) {
    return forest.predict(columns.example(0)).getOutput().getValues()[0];
  }

  /** Of each trial in the place of which others lend their value of a column, in turn. */
  private static double error(
      List<Columns> tables, double[] objectives, List<Model<Regressor>> forests, int column) {
    int n = tables.size();
    int donors = Math.min(DONORS, n - 1);
    double sum = 0;
    for (int k = 1; k <= donors; k++) {
      int shift = (int) Math.round((double) k * n / (donors + 1));
      sum +=
          error(
              n,
              objectives,
              i ->
                  foretold(
                      forests.get(i % FOLDS),
                      tables.get(i).with(column, tables.get((i + shift) % n))));
    }
    return sum / donors;
  }

  private static double error(int n, double[] objectives, IntToDoubleFunction foretold) {
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double miss = objectives[i] - foretold.applyAsDouble(i);
      squares += miss * miss;
    }
    return squares / n;
  }

  private static double variance(double[] values) {
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    return IntStream.range(0, values.length)
        .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
        .average()
        .orElse(0);
  }
}
