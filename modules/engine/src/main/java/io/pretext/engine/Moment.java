package io.pretext.engine;

/**
 * When in a training a step runs: what the inputs that an engine fills itself depend on.
 *
 * @param step batches of the training before this one; random inputs are drawn for it
 * @param epoch whole epochs of the training before this one; scheduled inputs follow it
 */
public record Moment(long step, int epoch) {

  /** The first step of a training, at which an inference is as well. */
  public static final Moment START = new Moment(0, 0);
}
