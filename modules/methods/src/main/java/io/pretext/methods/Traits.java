package io.pretext.methods;

/**
 * What sets a method apart from the others, to choose by.
 *
 * @param negatives where the images come from that an image is pushed from
 * @param momentum whether the other side of a pair is a moving average of the network
 * @param predictor whether a predictor sits on one side
 * @param gradient through which sides of a pair
 * @param batch images per step that it needs to do well
 * @param views that a step takes of an image
 */
public record Traits(
    Negatives negatives,
    boolean momentum,
    boolean predictor,
    Gradient gradient,
    int batch,
    String views) {

  /** Where negatives come from. */
  public enum Negatives {
    NONE("none"),
    BATCH("the batch"),
    QUEUE("a queue"),
    BANK("a memory bank");

    private final String words;

    Negatives(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Which sides of a pair a gradient goes through. */
  public enum Gradient {
    ONE("one side"),
    BOTH("both sides");

    private final String words;

    Gradient(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
