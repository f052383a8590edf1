package io.pretext.app.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param method trained
 * @param backbone trained
 * @param dataset trained on
 * @param images in the training set
 * @param epochs behind
 * @param steps behind
 * @param lossFirst mean loss of the first epoch
 * @param lossLast mean loss of the last epoch
 * @param knn accuracy in per cent of the trained backbone; null without labels, like the next two
 * @param knnRandomInit of the backbone before training
 * @param knnPixels of the pixels themselves
 * @param imagesPerSecond source images through the training step, evaluation not counted
 * @param seconds of the command, summed over resumes
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
    Double knn,
    Double knnRandomInit,
    Double knnPixels,
    double imagesPerSecond,
    double seconds,
    long peakRssMb,
    String run) {

  /** What {@link #json} gave, read back. */
  static Result of(Map<String, ?> json) {
    return new Result(
        (String) json.get("method"),
        (String) json.get("backbone"),
        (String) json.get("dataset"),
        ((Number) json.get("images")).intValue(),
        ((Number) json.get("epochs")).intValue(),
        ((Number) json.get("steps")).longValue(),
        (Double) json.get("loss_first"),
        (Double) json.get("loss_last"),
        (Double) json.get("knn"),
        (Double) json.get("knn_random_init"),
        (Double) json.get("knn_pixels"),
        (Double) json.get("images_per_second"),
        (Double) json.get("seconds"),
        ((Number) json.get("peak_rss_mb")).longValue(),
        (String) json.get("run"));
  }

  /** What {@code --json} prints. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("method", method);
    json.put("backbone", backbone);
    json.put("dataset", dataset);
    json.put("images", images);
    json.put("epochs", epochs);
    json.put("steps", steps);
    json.put("loss_first", lossFirst);
    json.put("loss_last", lossLast);
    json.put("knn", knn);
    json.put("knn_random_init", knnRandomInit);
    json.put("knn_pixels", knnPixels);
    json.put("images_per_second", imagesPerSecond);
    json.put("seconds", seconds);
    json.put("peak_rss_mb", peakRssMb);
    json.put("run", run);
    return json;
  }
}
