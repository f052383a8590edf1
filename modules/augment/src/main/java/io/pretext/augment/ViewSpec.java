package io.pretext.augment;

import io.pretext.config.Check;
import java.util.List;
import java.util.Map;

/**
 * How a group of views of one image is made.
 *
 * @param count views in the group
 * @param size side of a view relative to the image size asked for: 1 for a global view, less for a
 *     local one
 * @param crop where the crop comes from
 * @param scale least and most area of a random crop, relative to the image
 * @param interpolation how the crop is resized
 * @param flip probability of a horizontal flip
 * @param jitter amounts of brightness, contrast, saturation and hue
 * @param jitterProbability probability that the colours are jittered at all
 * @param gray probability of turning grey
 * @param blur probability of a Gaussian blur, its sigma uniform in [0.1, 2] pixels
 * @param solarize probability that values of 128 and more are inverted
 * @param shift how far the view is moved at most, both ways, relative to its side
 * @param operations of {@link RandAugment}, 0 for none
 * @param magnitude of these operations
 * @param erase probability that a rectangle becomes noise
 */
public record ViewSpec(
    int count,
    double size,
    Cropping crop,
    List<Double> scale,
    Interpolation interpolation,
    double flip,
    List<Double> jitter,
    double jitterProbability,
    double gray,
    double blur,
    double solarize,
    double shift,
    int operations,
    double magnitude,
    double erase) {

  /** Where a view's crop comes from. */
  public enum Cropping {
    /** A random resized crop. */
    RANDOM,
    /** The centre square. */
    CENTRE
  }

  public ViewSpec {
    Check.atLeast("count", count, 1);
    Check.that(size > 0 && size <= 1, "size", "be in (0, 1], was " + size);
    Check.that(
        scale.size() == 2 && scale.get(0) > 0 && scale.get(0) <= scale.get(1) && scale.get(1) <= 1,
        "scale",
        "be two areas, 0 < least <= most <= 1, was " + scale);
    Check.fraction("flip", flip);
    Check.that(
        jitter.size() == 4,
        "jitter",
        "be four amounts (brightness, contrast, saturation, hue), was " + jitter);
    for (double amount : jitter) {
      Check.nonNegative("jitter", amount);
    }
    Check.that(jitter.get(3) <= 0.5, "jitter", "have a hue of at most 0.5, was " + jitter.get(3));
    Check.fraction("jitterProbability", jitterProbability);
    Check.fraction("gray", gray);
    Check.fraction("blur", blur);
    Check.fraction("solarize", solarize);
    Check.below("shift", shift, 0, 1);
    Check.fraction("erase", erase);
    new RandAugment(operations, magnitude);
    scale = List.copyOf(scale);
    jitter = List.copyOf(jitter);
  }

  /** What a recipe need not say: one global view, cropped and flipped. */
  static Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry("count", 1),
        Map.entry("size", 1.0),
        Map.entry("crop", "random"),
        Map.entry("scale", List.of(0.08, 1.0)),
        Map.entry("interpolation", "bilinear"),
        Map.entry("flip", 0.5),
        Map.entry("jitter", List.of(0.0, 0.0, 0.0, 0.0)),
        Map.entry("jitterProbability", 0.8),
        Map.entry("gray", 0.0),
        Map.entry("blur", 0.0),
        Map.entry("solarize", 0.0),
        Map.entry("shift", 0.0),
        Map.entry("operations", 0),
        Map.entry("magnitude", 9.0),
        Map.entry("erase", 0.0));
  }

  /** What draws the view's adjustments. */
  RandAugment randAugment() {
    return new RandAugment(operations, magnitude);
  }

  /** Whether the views are smaller than the image size asked for. */
  public boolean local() {
    return size < 1;
  }

  /** Side of a view in pixels when the global views have {@code image}. */
  public int pixels(int image) {
    return Math.max(1, (int) Math.rint(image * size));
  }
}
