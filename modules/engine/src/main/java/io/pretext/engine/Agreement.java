package io.pretext.engine;

import io.pretext.graph.Batch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far apart two compiled steps of one definition are, after one run of each.
 *
 * <p>An error is the norm of a difference over the norm of the reference's value. A gradient below
 * a ten-thousandth of the norm of all gradients counts as that large: what floats leave of it is
 * rounding, as in the bias of a convolution before a batch norm.
 *
 * @param errors of the loss, called {@code loss}, and of the gradient of each trained path
 */
public record Agreement(Map<String, Double> errors) {

  private static final double NEGLIGIBLE = 1e-4;

  /**
   * Gives the reference the candidate's values, and runs both.
   *
   * @param reference a step of the same definition, in double where it is to judge
   * @param step for which random inputs are drawn
   */
  public static Agreement of(Step candidate, Step reference, Batch batch, long step) {
    if (!candidate.trained().equals(reference.trained())) {
      throw new IllegalArgumentException(
          "the steps train different parameters: "
              + candidate.trained()
              + " and "
              + reference.trained());
    }
    reference.names().forEach(name -> reference.write(name, candidate.read(name)));
    double expected = reference.run(batch, step);
    double loss = candidate.run(batch, step);
    var errors = new LinkedHashMap<String, Double>();
    errors.put("loss", Math.abs(loss - expected) / Math.abs(expected));
    double negligible = NEGLIGIBLE * reference.gradientNorm();
    for (String path : reference.trained()) {
      float[] truth = reference.gradient(path);
      double difference = distance(candidate.gradient(path), truth);
      double size = distance(new float[truth.length], truth);
      errors.put(path, difference / Math.max(size, negligible));
    }
    return new Agreement(errors);
  }

  /** What differs most. */
  public String worst() {
    return errors.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** The largest error. */
  public double error() {
    return errors.get(worst());
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
