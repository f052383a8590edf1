package io.pretext.evaluate.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multinomial logistic regression on standardised features, brought to its optimum by L-BFGS. The
 * penalties are solved from the strongest to the weakest, each from the solution before it.
 *
 * <p>The descent sees coordinates in which the features are uncorrelated, which takes fewer steps
 * to the same optimum. The objective is convex: there is no learning rate, and nothing is drawn.
 * Kornblith et al. compare networks in this way.
 *
 * @param penalties factors of half the squared weights beside the mean cross-entropy; biases are
 *     free. Strongest first
 * @param tolerance largest part of the gradient at the end
 * @param evaluations of the objective and its gradient at most, for each penalty
 * @see <a href="https://arxiv.org/abs/1805.08974">Kornblith et al., 2019</a>
 * @see <a href="https://arxiv.org/abs/2002.05709">Chen et al., 2020</a>, appendix B.8
 */
public record LogisticRegression(List<Double> penalties, double tolerance, int evaluations)
    implements Probe {

  private static final Logger LOG = LoggerFactory.getLogger(LogisticRegression.class);

  public LogisticRegression {
    penalties = List.copyOf(penalties);
    for (int i = 0; i < penalties.size(); i++) {
      if (!(penalties.get(i) >= 0) || i > 0 && penalties.get(i) > penalties.get(i - 1)) {
        throw new IllegalArgumentException(
            "penalties are 0 or above, the strongest first, were " + penalties);
      }
    }
  }

  /** Twelve penalties from 0.3 to 1e-6, two to a decade and then one. */
  public static LogisticRegression standard() {
    return new LogisticRegression(
        List.of(0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6), 1e-5, 1000);
  }

  @Override
  public List<Map<String, Double>> settings() {
    return penalties.stream().map(penalty -> Map.of("penalty", penalty)).toList();
  }

  @Override
  public LogisticRegression only(int index) {
    return new LogisticRegression(List.of(penalties.get(index)), tolerance, evaluations);
  }

  @Override
  public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
    var design = new Design(train.rows(), Scaling.of(train.rows()));
    var rankings = new ArrayList<Ranking>();
    for (Lbfgs.Minimum minimum : minima(design, train)) {
      rankings.addAll(heads(design, minimum, train.classes()).rank(queries));
    }
    return rankings;
  }

  /** The optimum for each penalty: its weights are [D + 1, classes] in row order. */
  List<Lbfgs.Minimum> minima(Design design, LabelledRows train) {
    var lbfgs = new Lbfgs(tolerance, evaluations);
    var minima = new ArrayList<Lbfgs.Minimum>();
    var moments = Moments.of(design, train);
    var weights = new double[Math.multiplyExact(design.width(), train.classes())];
    try (var entropy = new LogisticObjective(design, train)) {
      for (double penalty : penalties) {
        var whitened = new Whitened(entropy, moments, penalty);
        Lbfgs.Minimum minimum = lbfgs.minimise(whitened, whitened.inside(weights));
        if (minimum.gradient() > tolerance && minimum.evaluations() >= evaluations) {
          LOG.warn(
              "the penalty {} is not at its optimum after {} evaluations: the gradient is {}",
              penalty,
              evaluations,
              minimum.gradient());
        }
        weights = whitened.outside(minimum.x());
        minima.add(minimum.at(weights));
      }
    }
    return minima;
  }

  private static LinearHeads heads(Design design, Lbfgs.Minimum minimum, int classes) {
    var weights = new float[minimum.x().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) minimum.x()[i];
    }
    return new LinearHeads(design.scaling(), weights, 1, classes);
  }
}
