package io.pretext.evaluate.probe;

import io.pretext.evaluate.Accuracy;

/**
 * What a classifier answers, without a label in sight.
 *
 * @param best the classes of each image that come first, best first, at most {@link #FEW}; none if
 *     the classifier gave no finite scores, which is never right
 */
public record Ranking(int[][] best) {

  /** Classes that are kept of each image. */
  public static final int FEW = 5;

  /** The first classes by score; of equal ones, the first in order comes first. */
  static int[] first(double[] scores) {
    var first = new int[Math.min(FEW, scores.length)];
    int filled = 0;
    for (int c = 0; c < scores.length; c++) {
      if (!Double.isFinite(scores[c])) {
        return new int[0];
      }
      int at = filled;
      while (at > 0 && scores[first[at - 1]] < scores[c]) {
        at--;
      }
      if (at < first.length) {
        filled = Math.min(filled + 1, first.length);
        System.arraycopy(first, at, first, at + 1, filled - at - 1);
        first[at] = c;
      }
    }
    return first;
  }

  /** How often it is right. */
  public Accuracy accuracy(int[] labels) {
    int few = 0;
    int top = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int place = 0; place < best[i].length; place++) {
        if (best[i][place] == labels[i]) {
          few++;
          top += place == 0 ? 1 : 0;
        }
      }
    }
    return new Accuracy(100.0 * top / labels.length, 100.0 * few / labels.length, labels.length);
  }

  /** 100 for each image whose class comes first, else 0: the mean is the accuracy in per cent. */
  public double[] hits(int[] labels) {
    var hits = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      hits[i] = best[i].length > 0 && best[i][0] == labels[i] ? 100 : 0;
    }
    return hits;
  }
}
