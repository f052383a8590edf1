package io.pretext.evaluate.probe;

import java.util.List;
import java.util.Map;

/**
 * Ridge regression of the classes, as vectors of zeros and a one, on standardised features: the
 * exact solution, which a few images suffice for.
 *
 * <p>It minimises the mean squared error plus {@code alpha} times the squared weights; the biases
 * are free and come to the parts that the classes have of the images.
 *
 * @param alphas penalties, each above 0
 * @see <a href="https://arxiv.org/abs/1805.08136">Bertinetto et al., 2019</a>: ridge regression for
 *     few images
 */
public record Ridge(List<Double> alphas) implements Probe {

  public Ridge {
    alphas = List.copyOf(alphas);
    for (double alpha : alphas) {
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("ridge: alpha must be above 0, was " + alpha);
      }
    }
  }

  /** Twelve penalties from 30 to 1e-4, the strongest first. */
  public static Ridge standard() {
    return new Ridge(List.of(30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4));
  }

  @Override
  public List<Map<String, Double>> settings() {
    return alphas.stream().map(alpha -> Map.of("alpha", alpha)).toList();
  }

  @Override
  public Ridge only(int index) {
    return new Ridge(List.of(alphas.get(index)));
  }

  @Override
  public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
    return train(train).rank(queries);
  }

  /** One classifier per penalty. */
  LinearHeads train(LabelledRows train) {
    var design = new Design(train.rows(), Scaling.of(train.rows()));
    var moments = Moments.of(design, train);
    int classes = train.classes();
    int columns = Math.multiplyExact(alphas.size(), classes);
    var weights = new float[Math.multiplyExact(design.width(), columns)];
    for (int head = 0; head < alphas.size(); head++) {
      double[] solution = moments.targets().clone();
      new Cholesky(moments.features(), alphas.get(head)).solve(solution, classes);
      for (int d = 0; d < design.width(); d++) {
        for (int c = 0; c < classes; c++) {
          boolean bias = d == design.width() - 1;
          double value = bias ? moments.parts()[c] : solution[d * classes + c];
          weights[d * columns + head * classes + c] = (float) value;
        }
      }
    }
    return new LinearHeads(design.scaling(), weights, alphas.size(), classes);
  }
}
