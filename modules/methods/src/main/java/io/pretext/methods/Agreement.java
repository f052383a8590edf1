package io.pretext.methods;

/** How alike the views of an image are to a method that pushes nothing apart. */
final class Agreement {

  /** Name of the monitor: the mean cosine of two views of an image. */
  static final String MONITOR = "positive_similarity";

  /**
   * Where all views of all images are one point. Trainings that learn stay between .6 and .8 in
   * their first epochs, those without a predictor or a stop-gradient pass .95 in two or three, well
   * before the spread of their embeddings is gone.
   */
  private static final double ONE_POINT = 0.95;

  private Agreement() {}

  /** Views that agree whatever they are of. */
  static Symptom collapse() {
    return Symptom.above(
        ONE_POINT,
        MONITOR,
        "two views of an image are nearly one point, and so may be all images",
        "if spread falls too, check that the predictor and the stop-gradient are there, and lower"
            + " optimizer.rate");
  }
}
