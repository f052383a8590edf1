package io.pretext.graph;

import io.pretext.config.Check;

/**
 * A number that moves from one value to another over some epochs of the training and stays there.
 *
 * <p>It changes between epochs only; epochs are counted from 0.
 *
 * @param from value up to epoch {@code begin}
 * @param to value from epoch {@code end} on
 * @param begin last epoch at {@code from}; equal to {@code end} for a switch
 * @param end first epoch at {@code to}
 */
public record Ramp(double from, double to, int begin, int end) {

  public Ramp {
    Check.atLeast("begin", begin, 0);
    Check.atLeast("end", end, begin);
  }

  /** The same value always. */
  public static Ramp constant(double value) {
    return new Ramp(value, value, 0, 0);
  }

  /**
   * In equal steps over {@code epochs} epochs: {@code from} in the first, {@code to} in the last.
   */
  public static Ramp linear(double from, double to, int epochs) {
    return new Ramp(from, to, 0, epochs - 1);
  }

  /** {@code from} before {@code epoch}, {@code to} from then on. */
  public static Ramp switchAt(double from, double to, int epoch) {
    return new Ramp(from, to, epoch, epoch);
  }

  /** The value in {@code epoch}. */
  public double valueAt(int epoch) {
    if (epoch >= end) {
      return to;
    }
    return epoch <= begin ? from : from + (to - from) * (epoch - begin) / (end - begin);
  }
}
