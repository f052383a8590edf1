package io.pretext.report;

import java.awt.Color;
import java.nio.file.Path;

/**
 * The loss over the epochs, as it was and smoothed.
 *
 * @param title the run: {@code simclr, resnet20, cifar10}
 * @param epochs when each loss was measured, in epochs since the start, rising
 * @param losses one per measurement
 */
public record LossCurve(String title, double[] epochs, double[] losses) {

  /** The smoothed curve averages over this part of the whole. */
  private static final double WINDOW = 0.05;

  public LossCurve {
    if (epochs.length != losses.length) {
      throw new IllegalArgumentException(
          "a loss curve needs one loss per time, got " + losses.length + " for " + epochs.length);
    }
  }

  /** Draws the curve as a PNG; nothing on a machine without fonts or before the first loss. */
  public void write(Path png) {
    if (losses.length == 0 || !Fonts.available()) {
      return;
    }
    var chart = new Chart(title, "epoch", "loss");
    chart.line("each step", epochs, losses, new Color(0xb5, 0xc7, 0xde), 1);
    chart.line("smoothed", epochs, smoothed(), new Color(0x1f, 0x4e, 0x8c), 2.5f);
    chart.write(png);
  }

  /** Centred moving average, which does not lag; at both ends half of the window is left. */
  double[] smoothed() {
    var sums = new double[losses.length + 1];
    for (int i = 0; i < losses.length; i++) {
      sums[i + 1] = sums[i] + losses[i];
    }
    int half = (int) (WINDOW * losses.length / 2);
    var smoothed = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      int from = Math.max(0, i - half);
      int to = Math.min(losses.length, i + half + 1);
      smoothed[i] = (sums[to] - sums[from]) / (to - from);
    }
    return smoothed;
  }
}
