package io.pretext;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a classifier makes of an image.
 *
 * @param choices every class, the most probable first
 */
public record Prediction(List<Choice> choices) {

  /**
   * One class.
   *
   * @param index of the class
   * @param name of the class
   * @param probability in [0, 1]
   */
  public record Choice(int index, String name, double probability) {}

  public Prediction {
    choices = List.copyOf(choices);
  }

  static Prediction of(float[] logits, IntFunction<String> names) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    var weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(logits[i] - largest);
      sum += weights[i];
    }
    double total = sum;
    return new Prediction(
        IntStream.range(0, weights.length)
            .mapToObj(i -> new Choice(i, names.apply(i), weights[i] / total))
            .sorted(Comparator.comparingDouble(Choice::probability).reversed())
            .toList());
  }

  /** The most probable class. */
  public Choice best() {
    return choices.get(0);
  }

  /** The {@code count} most probable classes, or all if there are fewer. */
  public List<Choice> top(int count) {
    return choices.subList(0, Math.min(count, choices.size()));
  }
}
