package io.pretext.augment;

import io.pretext.config.Check;
import io.pretext.config.Nearest;
import io.pretext.datasets.Dataset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the values of a view are brought to: (value / 255 - mean) / std, per channel.
 *
 * @param mean of red, green and blue, in [0, 1]
 * @param std standard deviation of red, green and blue, greater than 0
 */
public record Normalisation(float[] mean, float[] std) {

  private static final Map<String, Normalisation> NAMED = named();

  public Normalisation {
    Check.that(mean.length == 3, "mean", "have three values, has " + mean.length);
    Check.that(std.length == 3, "std", "have three values, has " + std.length);
    for (int c = 0; c < 3; c++) {
      Check.fraction("mean", mean[c]);
      Check.positive("std", std[c]);
    }
    mean = mean.clone();
    std = std.clone();
  }

  /** The built-in normalisations, {@code none} among them. */
  public static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }

  /**
   * The normalisation of a well-known data set.
   *
   * @throws IllegalArgumentException if there is none of that name; the message names the nearest
   */
  public static Normalisation named(String name) {
    if (!NAMED.containsKey(name)) {
      throw new IllegalArgumentException(
          "there is no normalisation '" + name + "', " + Nearest.suggestion(name, NAMED.keySet()));
    }
    return NAMED.get(name);
  }

  /** Values in [0, 1], as they are. */
  public static Normalisation none() {
    return named("none");
  }

  /**
   * Mean and standard deviation of the pixels of at most {@code sample} images, taken at equal
   * distances through the data set. A channel without any spread gets a deviation of 1.
   */
  public static Normalisation of(Dataset dataset, int sample) {
    Check.atLeast("sample", sample, 1);
    int count = Math.min(sample, dataset.size());
    Check.that(count > 0, "data set", "hold an image, " + dataset.name() + " has none");
    long pixels = 0;
    long[] sum = new long[3];
    long[] squares = new long[3];
    for (int i = 0; i < count; i++) {
      byte[] rgb = dataset.image((int) ((long) i * dataset.size() / count)).rgb();
      for (int at = 0; at < rgb.length; at++) {
        int value = rgb[at] & 0xff;
        sum[at % 3] += value;
        squares[at % 3] += (long) value * value;
      }
      pixels += rgb.length / 3;
    }
    float[] mean = new float[3];
    float[] std = new float[3];
    for (int c = 0; c < 3; c++) {
      double average = (double) sum[c] / pixels;
      double variance = (double) squares[c] / pixels - average * average;
      mean[c] = (float) (average / 255);
      std[c] = variance > 1e-6 ? (float) (Math.sqrt(variance) / 255) : 1;
    }
    return new Normalisation(mean, std);
  }

  @Override
  public float[] mean() {
    return mean.clone();
  }

  @Override
  public float[] std() {
    return std.clone();
  }

  /** What a value of 0 to 255 in channel {@code c} is multiplied by. */
  float slope(int c) {
    return (float) (1 / (255.0 * std[c]));
  }

  /** What is then added in channel {@code c}. */
  float offset(int c) {
    return (float) (-(double) mean[c] / std[c]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalisation that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(std, that.std);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(std);
  }

  @Override
  public String toString() {
    return "mean " + Arrays.toString(mean) + " std " + Arrays.toString(std);
  }

  private static Map<String, Normalisation> named() {
    var named = new LinkedHashMap<String, Normalisation>();
    named.put("imagenet", rgb(.485f, .456f, .406f, .229f, .224f, .225f));
    named.put("cifar10", rgb(.4914f, .4822f, .4465f, .2470f, .2435f, .2616f));
    named.put("cifar100", rgb(.5071f, .4865f, .4409f, .2673f, .2564f, .2762f));
    named.put("mnist", rgb(.1307f, .1307f, .1307f, .3081f, .3081f, .3081f));
    named.put("fashion-mnist", rgb(.2860f, .2860f, .2860f, .3530f, .3530f, .3530f));
    named.put("none", rgb(0, 0, 0, 1, 1, 1));
    return named;
  }

  private static Normalisation rgb(float r, float g, float b, float sr, float sg, float sb) {
    return new Normalisation(new float[] {r, g, b}, new float[] {sr, sg, sb});
  }
}
