package io.pretext.evaluate;

import io.pretext.config.Check;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A linear classifier that follows a representation while that is trained, and never touches it: a
 * softmax regression on features as they come, batch by batch.
 *
 * <p>Features are standardised with running statistics and divided by sqrt(D), so that a row has a
 * length of about 1 and one learning rate, with momentum, serves every network. Everything starts
 * at zero and is computed in one order on one thread: the same features give the same bits.
 *
 * @see <a href="https://arxiv.org/abs/2002.05709">Chen et al., 2020</a>, appendix B, linear
 *     evaluation: the probe on stopped features during pretraining
 */
public final class OnlineProbe {

  private static final float RATE = 2;
  private static final float MOMENTUM = 0.9f;

  /** Batches after which the statistics forget. */
  private static final int MEMORY = 10;

  private static final float EPSILON = 1e-5f;

  private static final int EPOCH = 0;
  private static final int SEEN = 1;
  private static final int RIGHT = 2;
  private static final int BATCHES = 3;

  private final int width;
  private final int classes;
  private final float[] weight; // [D, classes], so that the innermost loop is over classes
  private final float[] bias;
  private final float[] weightVelocity;
  private final float[] biasVelocity;
  private final float[] mean;
  private final float[] variance;
  private final float[] tally = new float[4];
  private final float[] gradient;
  private final Map<String, float[]> state = new LinkedHashMap<>();

  /**
   * @param width values of a row of features, D
   * @param classes that there are
   */
  public OnlineProbe(int width, int classes) {
    Check.atLeast("width", width, 1);
    Check.atLeast("classes", classes, 1);
    this.width = width;
    this.classes = classes;
    this.weight = new float[width * classes];
    this.bias = new float[classes];
    this.weightVelocity = new float[width * classes];
    this.biasVelocity = new float[classes];
    this.mean = new float[width];
    this.variance = new float[width];
    this.gradient = new float[width * classes];
    state.put("weight", weight);
    state.put("bias", bias);
    state.put("velocity/weight", weightVelocity);
    state.put("velocity/bias", biasVelocity);
    state.put("mean", mean);
    state.put("variance", variance);
    state.put("tally", tally);
  }

  /**
   * Guesses the classes of a batch, then learns from it.
   *
   * @param features [rows, D], row-major; rows past the labels are ignored
   * @param labels class of each row; rows with a negative one are ignored
   * @param epoch that the batch belongs to: {@link #trainAccuracy} is of one epoch
   */
  public void learn(float[] features, int[] labels, int epoch) {
    Check.that(
        features.length >= labels.length * width,
        "features",
        "hold a row of " + width + " values for each of " + labels.length + " labels");
    if (tally[EPOCH] != epoch) {
      tally[EPOCH] = epoch;
      tally[SEEN] = 0;
      tally[RIGHT] = 0;
    }
    int known = 0;
    for (int label : labels) {
      known += label < 0 ? 0 : 1;
    }
    if (known == 0) {
      return;
    }
    updateStatistics(features, labels, known);
    descend(features, labels, known);
  }

  /** Per cent of the epoch's images so far that were guessed right before they were learned. */
  public double trainAccuracy() {
    return 100.0 * tally[RIGHT] / tally[SEEN];
  }

  /** Per cent of {@code images} whose class it tells right. */
  public double accuracy(Features images) {
    Check.that(images.dim() == width, "features", "have " + width + " values, not " + images.dim());
    var input = new float[width];
    var scores = new float[classes];
    int right = 0;
    for (int i = 0; i < images.size(); i++) {
      standardise(images.rows()[i], 0, input);
      score(input, scores);
      right += first(scores) == images.labels()[i] ? 1 : 0;
    }
    return 100.0 * right / images.size();
  }

  /** Everything that it must remember to go on, by name; the arrays themselves. */
  public Map<String, float[]> state() {
    return Collections.unmodifiableMap(state);
  }

  private void updateStatistics(float[] features, int[] labels, int known) {
    tally[BATCHES] = Math.min(tally[BATCHES] + 1, MEMORY);
    float share = 1 / tally[BATCHES];
    for (int d = 0; d < width; d++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < labels.length; row++) {
        if (labels[row] >= 0) {
          double value = features[row * width + d];
          sum += value;
          squares += value * value;
        }
      }
      double batchMean = sum / known;
      double batchVariance = Math.max(0, squares / known - batchMean * batchMean);
      mean[d] += share * ((float) batchMean - mean[d]);
      variance[d] += share * ((float) batchVariance - variance[d]);
    }
  }

  private void descend(float[] features, int[] labels, int known) {
    Arrays.fill(gradient, 0);
    var biasGradient = new float[classes];
    var input = new float[width];
    var scores = new float[classes];
    for (int row = 0; row < labels.length; row++) {
      int label = labels[row];
      if (label < 0) {
        continue;
      }
      standardise(features, row * width, input);
      score(input, scores);
      tally[SEEN]++;
      tally[RIGHT] += first(scores) == label ? 1 : 0;
      softmax(scores);
      scores[label] -= 1;
      for (int c = 0; c < classes; c++) {
        scores[c] /= known;
        biasGradient[c] += scores[c];
      }
      for (int d = 0; d < width; d++) {
        float x = input[d];
        int at = d * classes;
        for (int c = 0; c < classes; c++) {
          gradient[at + c] += x * scores[c];
        }
      }
    }
    move(weight, weightVelocity, gradient);
    move(bias, biasVelocity, biasGradient);
  }

  private static void move(float[] values, float[] velocity, float[] gradient) {
    for (int i = 0; i < values.length; i++) {
      velocity[i] = MOMENTUM * velocity[i] + gradient[i];
      values[i] -= RATE * velocity[i];
    }
  }

  /** Writes the standardised row at {@code from}, over sqrt(D), to {@code input}. */
  private void standardise(float[] features, int from, float[] input) {
    for (int d = 0; d < width; d++) {
      double scale = Math.sqrt((variance[d] + EPSILON) * width);
      input[d] = (float) ((features[from + d] - mean[d]) / scale);
    }
  }

  private void score(float[] input, float[] scores) {
    System.arraycopy(bias, 0, scores, 0, classes);
    for (int d = 0; d < width; d++) {
      float x = input[d];
      int at = d * classes;
      for (int c = 0; c < classes; c++) {
        scores[c] += x * weight[at + c];
      }
    }
  }

  private static void softmax(float[] scores) {
    float largest = scores[first(scores)];
    float sum = 0;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = (float) Math.exp(scores[c] - largest);
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
  }

  private static int first(float[] scores) {
    int first = 0;
    for (int c = 1; c < scores.length; c++) {
      first = scores[c] > scores[first] ? c : first;
    }
    return first;
  }
}
