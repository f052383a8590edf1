package io.pretext.report;

import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Accuracy over the epochs beside what it must beat.
 *
 * @param title the run: {@code simclr, resnet20, cifar10}
 * @param measure what is measured: {@code kNN accuracy (%)}
 * @param epochs when it was measured, rising
 * @param accuracies in per cent, one per time
 * @param baselines drawn as level lines
 */
public record AccuracyCurve(
    String title, String measure, double[] epochs, double[] accuracies, List<Baseline> baselines) {

  /**
   * An accuracy that needs no training.
   *
   * @param name {@code random init}, {@code raw pixels}
   * @param accuracy in per cent
   */
  public record Baseline(String name, double accuracy) {}

  private static final Color TRAINED = new Color(0x1f, 0x4e, 0x8c);
  private static final List<Color> COLORS =
      List.of(
          new Color(0xc7, 0x6b, 0x00), new Color(0x6d, 0x6d, 0x6d), new Color(0x8e, 0x24, 0xaa));

  public AccuracyCurve {
    if (epochs.length != accuracies.length) {
      throw new IllegalArgumentException(
          "an accuracy curve needs one accuracy per time, got "
              + accuracies.length
              + " for "
              + epochs.length);
    }
  }

  /** Draws the curve as a PNG; nothing on a machine without fonts or before the first accuracy. */
  public void write(Path png) {
    if (epochs.length == 0 || !Fonts.available()) {
      return;
    }
    var chart = new Chart(title, "epoch", measure);
    double last = epochs[epochs.length - 1];
    double[] ends = {Math.min(0, epochs[0]), Math.max(last, 1)};
    chart.points(named("trained", accuracies[accuracies.length - 1]), epochs, accuracies, TRAINED);
    for (int i = 0; i < baselines.size(); i++) {
      Baseline baseline = baselines.get(i);
      double[] level = {baseline.accuracy, baseline.accuracy};
      chart.dashes(
          named(baseline.name, baseline.accuracy), ends, level, COLORS.get(i % COLORS.size()));
    }
    chart.write(png);
  }

  private static String named(String name, double accuracy) {
    return String.format(Locale.ROOT, "%s: %.1f %%", name, accuracy);
  }
}
