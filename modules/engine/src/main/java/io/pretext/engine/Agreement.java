package io.pretext.engine;

import io.pretext.graph.Batch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far apart two compiled steps of one definition are, after one run of each.
 *
 * <p>An error is the norm of a difference over the norm of the reference's value.
 *
 * @param loss error of the loss
 * @param gradient error of the gradient as a whole, all trained parameters together
 * @param paths error of the gradient of each trained parameter. One below a ten-thousandth of the
 *     whole counts as that large: what floats leave of it is rounding, as in the bias of a
 *     convolution before a batch norm
 */
public record Agreement(double loss, double gradient, Map<String, Double> paths) {

  private static final double NEGLIGIBLE = 1e-4;

  /** Like {@link #of(Step, Step, Batch, Moment)}, in the first epoch. */
  public static Agreement of(Step candidate, Step reference, Batch batch, long step) {
    return of(candidate, reference, batch, new Moment(step, 0));
  }

  /**
   * Gives the reference the candidate's values, and runs both, the candidate first.
   *
   * @param reference a step of the same definition, in double where it is to judge
   * @param moment for which the engines fill random and scheduled inputs
   */
  public static Agreement of(Step candidate, Step reference, Batch batch, Moment moment) {
    if (!candidate.trained().equals(reference.trained())) {
      throw new IllegalArgumentException(
          "the steps train different parameters: "
              + candidate.trained()
              + " and "
              + reference.trained());
    }
    reference.names().forEach(name -> reference.write(name, candidate.read(name)));
    double actual = candidate.run(batch, moment);
    double expected = reference.run(batch, moment);
    double loss = Math.abs(actual - expected) / Math.abs(expected);
    double norm = reference.gradientNorm();
    double squares = 0;
    var paths = new LinkedHashMap<String, Double>();
    for (String path : reference.trained()) {
      float[] truth = reference.gradient(path);
      double difference = distance(candidate.gradient(path), truth);
      double size = distance(new float[truth.length], truth);
      paths.put(path, difference / Math.max(size, NEGLIGIBLE * norm));
      squares += difference * difference;
    }
    return new Agreement(loss, Math.sqrt(squares) / norm, paths);
  }

  /** The path whose gradient differs most. */
  public String worst() {
    return paths.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** The largest error of all: NaN if there is one. */
  public double error() {
    return paths.values().stream().reduce(Math.max(loss, gradient), Math::max);
  }

  private static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "gradients of " + a.length + " and " + b.length + " elements cannot be compared");
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
