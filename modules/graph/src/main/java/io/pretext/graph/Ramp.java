package io.pretext.graph;

/**
 * A number that depends on the epoch: one value, then in whole epochs along a line to another.
 *
 * <p>Epochs are counted from 0. Where {@code begin} and {@code end} are one epoch, the value
 * switches there.
 *
 * @param from the value up to the epoch {@code begin}
 * @param to the value from the epoch {@code end} on
 * @param begin the last epoch at {@code from}, or the first at {@code to} if it is a switch
 * @param end the first epoch at {@code to}
 */
public record Ramp(double from, double to, int begin, int end) {

  public Ramp {
    if (!Double.isFinite(from) || !Double.isFinite(to)) {
      throw new IllegalArgumentException(
          "a ramp goes from one finite number to another, not from " + from + " to " + to);
    }
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "a ramp begins at epoch 0 or later and ends no earlier than that, not at "
              + begin
              + " and "
              + end);
    }
  }

  /** {@code value} in every epoch. */
  public static Ramp constant(double value) {
    return new Ramp(value, value, 0, 0);
  }

  /**
   * {@code from} in the first of {@code epochs} epochs, {@code to} in the last of them and after: a
   * {@code numpy.linspace} of {@code epochs} values, as DINO warms its teacher's temperature up.
   * None is {@code to} from the beginning; one is {@code from} in that epoch only.
   */
  public static Ramp linear(double from, double to, int epochs) {
    return epochs == 1
        ? switchAt(from, to, 1)
        : new Ramp(from, to, 0, epochs == 0 ? 0 : epochs - 1);
  }

  /** {@code from} before {@code epoch}, {@code to} from there on. */
  public static Ramp switchAt(double from, double to, int epoch) {
    return new Ramp(from, to, epoch, epoch);
  }

  /** The value in {@code epoch}, counted from 0. */
  public double valueAt(int epoch) {
    if (epoch >= end) {
      return to;
    }
    return epoch <= begin ? from : from + (to - from) * (epoch - begin) / (end - begin);
  }
}
