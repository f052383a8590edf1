package io.pretext.evaluate;

import java.util.Arrays;

/**
 * How often a classifier is right.
 *
 * @param top1 per cent of the images whose class is ranked first
 * @param top5 per cent of the images whose class is among the first five
 * @param images how many were asked about
 */
public record Accuracy(double top1, double top5, int images) {

  private static final int FEW = 5;

  /**
   * Asks {@code classifier} about every image.
   *
   * @param classifier gives logits, [N, classes]
   * @throws IllegalArgumentException if an image has no label, or one that the classifier has not
   * @throws ArithmeticException if a logit is not a number
   */
  public static Accuracy of(LabelledImages images, Encoder classifier) {
    int[] labels = images.labels();
    if (labels.length == 0 || Arrays.stream(labels).anyMatch(label -> label < 0)) {
      throw new IllegalArgumentException(
          "some images have no label, or there is none; give data whose images have classes");
    }
    int[] seen = new int[3]; // images, those right at once, those right among a few
    images.encode(
        classifier,
        part -> {
          for (float[] logits : part) {
            int rank = rank(logits, labels[seen[0]++]);
            seen[1] += rank == 0 ? 1 : 0;
            seen[2] += rank < FEW ? 1 : 0;
          }
        });
    return new Accuracy(100.0 * seen[1] / seen[0], 100.0 * seen[2] / seen[0], seen[0]);
  }

  /**
   * Of logits that are there already.
   *
   * @param logits [images][classes]
   * @param labels class of each image
   * @throws IllegalArgumentException if an image has a label that the classifier has not
   * @throws ArithmeticException if a logit is not a number
   */
  public static Accuracy of(float[][] logits, int[] labels) {
    int right = 0;
    int few = 0;
    for (int i = 0; i < labels.length; i++) {
      int rank = rank(logits[i], labels[i]);
      right += rank == 0 ? 1 : 0;
      few += rank < FEW ? 1 : 0;
    }
    return new Accuracy(100.0 * right / labels.length, 100.0 * few / labels.length, labels.length);
  }

  /**
   * Per cent of the images for which two classifiers rank the same class first.
   *
   * @param one logits [images][classes]
   * @param other logits of the same images
   */
  public static double agreement(float[][] one, float[][] other) {
    int same = 0;
    for (int i = 0; i < one.length; i++) {
      same += rank(one[i], first(other[i])) == 0 ? 1 : 0;
    }
    return 100.0 * same / one.length;
  }

  private static int first(float[] logits) {
    int first = 0;
    for (int c = 1; c < logits.length; c++) {
      first = logits[c] > logits[first] ? c : first;
    }
    return first;
  }

  /** How many classes come before {@code label}; of equal ones, the first in order comes first. */
  private static int rank(float[] logits, int label) {
    if (label >= logits.length) {
      throw new IllegalArgumentException(
          "an image has class " + label + ", the classifier knows " + logits.length + " only");
    }
    int before = 0;
    for (int c = 0; c < logits.length; c++) {
      if (Float.isNaN(logits[c])) {
        throw new ArithmeticException("the classifier gave no number for class " + c);
      }
      boolean first = logits[c] > logits[label] || logits[c] == logits[label] && c < label;
      before += c != label && first ? 1 : 0;
    }
    return before;
  }
}
