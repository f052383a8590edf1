package io.pretext.app.run;

import io.pretext.config.AtomicFile;
import io.pretext.evaluate.probe.Trials;
import io.pretext.evaluate.probe.Trials.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a probe came to.
 *
 * @param request that was made
 * @param dataset the training images
 * @param classes their names
 * @param testImages that the classifiers were asked about
 * @param features values per image
 * @param trials the accuracies
 * @param seconds to choose, train and ask, over all seeds
 * @param extracted images that went through the network, 0 if their features were kept from before
 * @param extractSeconds to come by the features
 */
public record ProbeResult(
    ProbeRequest request,
    String dataset,
    List<String> classes,
    int testImages,
    int features,
    Trials trials,
    double seconds,
    int extracted,
    double extractSeconds) {

  /** Per cent of the test images whose class comes first; the mean over the seeds. */
  public double top1() {
    return trials.top1();
  }

  /** Per cent of them whose class is among the first five; the mean over the seeds. */
  public double top5() {
    return trials.top5();
  }

  /** What {@code --json} prints. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    Trial first = trials.trials().get(0);
    json.put("top1", top1());
    json.put("top5", top5());
    json.put("setting", trials.setting(first));
    json.put("ci95", List.of(trials.ci95().low(), trials.ci95().high()));
    json.put("seconds", seconds);
    json.put("method", request.method().word());
    json.put("labels", request.labels());
    json.put("dataset", dataset);
    json.put("images", first.images());
    json.put("test_images", testImages);
    json.put("features", features);
    json.put("extracted", extracted);
    json.put("extract_seconds", extractSeconds);
    json.put("settings", settings(first));
    json.put("seeds", seeds());
    return json;
  }

  private List<Map<String, Object>> settings(Trial trial) {
    var settings = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < trials.settings().size(); i++) {
      var one = new LinkedHashMap<String, Object>(trials.settings().get(i));
      one.put("held_out", trial.choice().heldOut().get(i));
      settings.add(one);
    }
    return settings;
  }

  private List<Map<String, Object>> seeds() {
    var seeds = new ArrayList<Map<String, Object>>();
    for (Trial trial : trials.trials()) {
      var one = new LinkedHashMap<String, Object>();
      one.put("seed", trial.seed());
      one.put("top1", trial.accuracy().top1());
      one.put("top5", trial.accuracy().top5());
      one.put("setting", trials.setting(trial));
      seeds.add(one);
    }
    return seeds;
  }

  /** Writes {@code confusion.csv} and {@code classes.csv}, each whole or not at all. */
  public void write(Path folder) {
    AtomicFile.write(folder.resolve("confusion.csv"), trials.confusion().matrix(classes));
    AtomicFile.write(folder.resolve("classes.csv"), trials.confusion().perClass(classes));
  }
}
