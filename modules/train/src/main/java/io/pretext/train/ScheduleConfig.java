package io.pretext.train;

import io.pretext.config.Check;
import java.util.List;
import java.util.Map;

/**
 * How long training lasts and how the learning rate moves.
 *
 * @param epochs passes over the images
 * @param batch images per batch
 * @param warmup epochs in which the rate rises linearly to its peak
 * @param shape of the rate after that
 * @param milestones epochs at which the shape {@code step} multiplies the rate by {@code factor}
 * @param factor of the shape {@code step}
 * @param floor at which the shape {@code cosine} ends, as a fraction of the peak
 * @param accumulate batches whose gradients are averaged into one update
 */
public record ScheduleConfig(
    int epochs,
    int batch,
    double warmup,
    Shape shape,
    List<Integer> milestones,
    double factor,
    double floor,
    int accumulate) {

  /** The course of the rate after warm-up. */
  public enum Shape {
    COSINE,
    STEP,
    CONSTANT
  }

  public ScheduleConfig {
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("batch", batch, 1);
    Check.below("warmup", warmup, 0, epochs);
    Check.positive("factor", factor);
    Check.fraction("floor", floor);
    Check.atLeast("accumulate", accumulate, 1);
    milestones = List.copyOf(milestones);
    Check.that(
        (shape == Shape.STEP) != milestones.isEmpty(),
        "milestones",
        "be given with the shape 'step', and only with it");
    Check.that(
        milestones.stream().sorted().distinct().toList().equals(milestones),
        "milestones",
        "rise: " + milestones);
  }

  static Map<String, ?> defaults() {
    return Map.of(
        "batch",
        256,
        "warmup",
        0,
        "shape",
        "cosine",
        "milestones",
        List.of(),
        "factor",
        0.1,
        "floor",
        0.0,
        "accumulate",
        1);
  }

  /** Images that one update sees. */
  public int imagesPerUpdate() {
    return Math.multiplyExact(batch, accumulate);
  }
}
