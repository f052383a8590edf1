package io.pretext.app.run;

import io.pretext.config.Bind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What a pre-training came to.
 *
 * @param method trained
 * @param backbone trained
 * @param dataset trained on
 * @param images in the training set
 * @param epochs behind
 * @param steps behind
 * @param lossFirst mean loss of the first epoch
 * @param lossLast mean loss of the last epoch
 * @param knn accuracy in per cent of the trained backbone; empty without labels, like the next two
 * @param knnRandomInit of the backbone before training
 * @param knnPixels of the pixels themselves
 * @param probe accuracy in per cent of the linear classifier that followed the training; empty
 *     without labels, or if there was none
 * @param imagesPerSecond source images through the training step, evaluation not counted
 * @param seconds of the command, summed over resumes
 * @param plannedMb native memory of the training step, in MB of 2^20 bytes
 * @param peakRssMb most memory of the process, in MB of 2^20 bytes
 * @param run the run directory
 */
public record Result(
    String method,
    String backbone,
    String dataset,
    int images,
    int epochs,
    long steps,
    double lossFirst,
    double lossLast,
    OptionalDouble knn,
    OptionalDouble knnRandomInit,
    OptionalDouble knnPixels,
    OptionalDouble probe,
    double imagesPerSecond,
    double seconds,
    long plannedMb,
    long peakRssMb,
    String run) {

  private static final Pattern WORD = Pattern.compile("_(.)");

  /** What {@code --json} prints. */
  public static Result of(Map<String, ?> json) {
    return Bind.record("result", components(json), Result.class);
  }

  /** By the names of components: {@code lossFirst} for {@code loss_first}; without nulls. */
  static Map<String, Object> components(Map<String, ?> json) {
    var components = new LinkedHashMap<String, Object>();
    json.forEach(
        (key, value) -> {
          if (value != null) {
            String name =
                WORD.matcher(key).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
            components.put(name, value);
          }
        });
    return components;
  }
}
