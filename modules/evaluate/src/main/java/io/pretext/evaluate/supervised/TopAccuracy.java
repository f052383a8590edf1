package io.pretext.evaluate.supervised;

/**
 * How often the right class is the most likely one, and among the five most likely.
 *
 * @param top1 per cent
 * @param top5 per cent; of fewer than five classes, among all of them
 */
public record TopAccuracy(double top1, double top5) {

  private static final int FIVE = 5;

  /**
   * Of logits, or of anything that ranks classes like them. Of classes ranked alike, the first
   * counts as the likelier.
   *
   * @param logits [images][classes]
   * @param labels the right class of each image
   */
  public static TopAccuracy of(float[][] logits, int[] labels) {
    int first = 0;
    int five = 0;
    for (int i = 0; i < labels.length; i++) {
      int rank = rank(logits[i], labels[i]);
      first += rank == 0 ? 1 : 0;
      five += rank < FIVE ? 1 : 0;
    }
    return new TopAccuracy(100.0 * first / labels.length, 100.0 * five / labels.length);
  }

  /** Per cent of the rows in which both find the same class most likely. */
  public static double agreement(float[][] one, float[][] other) {
    int same = 0;
    for (int i = 0; i < one.length; i++) {
      same += rank(one[i], best(other[i])) == 0 ? 1 : 0;
    }
    return 100.0 * same / one.length;
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static int rank(float[] logits, int label) {
    int before = 0;
    for (int i = 0; i < logits.length; i++) {
      boolean likelier = logits[i] > logits[label] || logits[i] == logits[label] && i < label;
      before += likelier ? 1 : 0;
    }
    return before;
  }
}
