package io.pretext.evaluate.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Linear classifiers trained by stochastic gradient descent with momentum and a cosine schedule,
 * one for each learning rate and weight decay, all of them on the same batches of one pass over the
 * features.
 *
 * <p>Features are standardised, so that rates need not be searched over orders of magnitude. The
 * many heads on shared features are those of DINOv2's evaluation, schedule and momentum those of
 * DINO's {@code eval_linear.py}.
 *
 * @param grid rate and decay of each classifier
 * @param batch images of a step
 * @param momentum of the descent
 * @param epochs passes over the features
 * @param steps make so many at least, in more passes if there are few images
 * @see <a href="https://arxiv.org/abs/2304.07193">Oquab et al., 2023</a>, appendix B.3
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., 2021</a>
 */
public record LinearProbe(List<Rate> grid, int batch, double momentum, int epochs, int steps)
    implements Probe {

  /**
   * One setting.
   *
   * @param rate learning rate of the first step
   * @param decay factor of half the squared weights in the loss; biases are free
   */
  public record Rate(double rate, double decay) {}

  public LinearProbe {
    if (grid.isEmpty() || batch < 1 || epochs < 1 || steps < 0) {
      throw new IllegalArgumentException(
          "a linear probe needs a setting, a batch and an epoch at least");
    }
    grid = List.copyOf(grid);
  }

  /** Four rates by three decays, batches of 256, momentum 0.9, 30 epochs or 2,000 steps. */
  public static LinearProbe standard() {
    var grid = new ArrayList<Rate>();
    for (double rate : new double[] {0.003, 0.01, 0.03, 0.1}) {
      for (double decay : new double[] {0.01, 0.001, 0}) {
        grid.add(new Rate(rate, decay));
      }
    }
    return new LinearProbe(grid, 256, 0.9, 30, 2000);
  }

  @Override
  public List<Map<String, Double>> settings() {
    var settings = new ArrayList<Map<String, Double>>();
    for (Rate setting : grid) {
      var values = new LinkedHashMap<String, Double>();
      values.put("rate", setting.rate());
      values.put("decay", setting.decay());
      settings.add(values);
    }
    return settings;
  }

  @Override
  public LinearProbe only(int index) {
    return new LinearProbe(List.of(grid.get(index)), batch, momentum, epochs, steps);
  }

  @Override
  public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
    return train(train, seed).rank(queries);
  }

  /** One classifier per setting. */
  LinearHeads train(LabelledRows train, long seed) {
    var design = new Design(train.rows(), Scaling.of(train.rows()));
    try (var descent = new Descent(this, design, train)) {
      return descent.run(seed);
    }
  }
}
