package io.pretext.app.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a repeated action took.
 *
 * @param images handled by one action
 * @param milliseconds of each action, in order
 */
public record Timings(int images, double[] milliseconds) {

  public Timings {
    if (milliseconds.length == 0) {
      throw new IllegalArgumentException("nothing was timed: a benchmark needs at least one step");
    }
  }

  /** The middle one, or the mean of the middle two. */
  public double median() {
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The shortest: nearest to what an undisturbed machine would do. */
  public double min() {
    return Arrays.stream(milliseconds).min().orElseThrow();
  }

  /** From the median. */
  public double imagesPerSecond() {
    return images * 1000 / median();
  }

  /**
   * The figures by the names of {@code bench --json}.
   *
   * @param action what took the time: {@code step}
   * @param actions the same of many
   */
  public Map<String, Object> figures(String action, String actions) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("images_per_second", rounded(imagesPerSecond()));
    figures.put(action + "_ms_median", rounded(median()));
    figures.put(action + "_ms_min", rounded(min()));
    figures.put(actions, milliseconds.length);
    return figures;
  }

  static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
