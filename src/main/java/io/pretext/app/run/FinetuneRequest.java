package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.config.Presets;
import io.pretext.app.model.Models;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fine-tuning that somebody asked for.
 *
 * @param what a model, or from scratch the name of a backbone
 * @param scratch whether training starts from nothing
 * @param from up to where the model is taken
 * @param preset of fine-tuning; empty for the one that fits the backbone
 * @param labels in place of the preset's, in per cent
 * @param freeze in place of the preset's; empty for those
 * @param teacher in place of the preset's
 * @param run what else is to be different from the preset, and where it is written
 */
public record FinetuneRequest(
    String what,
    boolean scratch,
    Models.From from,
    Optional<String> preset,
    Optional<Double> labels,
    List<String> freeze,
    Optional<String> teacher,
    RunRequest run) {

  public FinetuneRequest {
    freeze = List.copyOf(freeze);
    if (scratch && from == Models.From.PROJECTOR) {
      throw new IllegalArgumentException(
          "a backbone from scratch has no projector: leave out --from projector, or name a run");
    }
    if (run.data().isEmpty()) {
      throw new IllegalArgumentException(
          "a classifier learns from labelled images: name a folder or a known set as the data");
    }
  }

  /** The settings that this comes to. */
  public FinetuneConfig config() {
    FinetuneConfig config = scratch ? fromScratch() : fromModel();
    return config.on(run.data(), run.limit());
  }

  /** What has a name of its own, and then the settings. */
  private List<String> changes() {
    var changes = new ArrayList<String>();
    labels.ifPresent(percent -> changes.add("labels=" + percent));
    teacher.ifPresent(model -> changes.add("teacher=" + quoted(model)));
    if (!freeze.isEmpty()) {
      changes.add(
          freeze.stream()
              .map(FinetuneRequest::quoted)
              .collect(Collectors.joining(", ", "freeze=[", "]")));
    }
    changes.addAll(run.settings());
    return changes;
  }

  /** As YAML takes it for a text and nothing else. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private FinetuneConfig fromScratch() {
    return FinetuneConfig.fromScratch(presetFor(what), what, changes());
  }

  private FinetuneConfig fromModel() {
    if (Backbones.names().contains(what)) {
      throw new IllegalArgumentException(
          what + " is a backbone without weights: add --scratch, or name a model");
    }
    try (Model model = Models.open(what, from)) {
      var description = model.description();
      if (description.deploy()) {
        throw new IllegalArgumentException(
            what + " is in its form for inference, which is not trained: take the train form");
      }
      return FinetuneConfig.fromModel(
          presetFor(description.backbone()), what, description, changes());
    }
  }

  private String presetFor(String backbone) {
    return preset.orElseGet(() -> Presets.finetuning(backbone, scratch));
  }

  /** The preset that was chosen for {@code config}. */
  String presetOf(FinetuneConfig config) {
    return presetFor(config.backbone().name());
  }

  /** Where the run is written. */
  RunTarget target(FinetuneConfig config) {
    Path place = Path.of(config.data().source()).getFileName();
    String data = place == null ? "data" : place.toString();
    return run.target(data + "-finetune-" + config.backbone().name(), presetOf(config));
  }
}
