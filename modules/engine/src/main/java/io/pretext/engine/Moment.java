package io.pretext.engine;

/**
 * When in the training a step runs.
 *
 * @param step counted from 0, for which random inputs are drawn
 * @param epoch counted from 0, which scheduled inputs follow
 */
public record Moment(long step, int epoch) {

  /** Step {@code step} of the first epoch. */
  public static Moment ofStep(long step) {
    return new Moment(step, 0);
  }
}
