package io.pretext.graph;

/**
 * A scalar input that follows the epoch: a temperature that warms up, a queue that is switched on.
 *
 * @param name the graph's input
 * @param ramp its value by the epoch
 */
public record ScheduledInput(String name, Ramp ramp) {

  /** Fills {@code into}, a scalar, with the value of {@code epoch}, counted from 0. */
  public void fill(int epoch, Tensor into) {
    into.data().put(0, (float) ramp.valueAt(epoch));
  }
}
