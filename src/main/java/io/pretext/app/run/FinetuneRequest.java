package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.config.Presets;
import io.pretext.app.model.Models;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asked for on the command line.
 *
 * @param what a model, or from scratch the name of a backbone
 * @param scratch whether training starts from nothing
 * @param preset of fine-tuning; empty for the one that fits the backbone
 * @param data where the labelled images are
 * @param limit the first so many training images
 * @param settings changes as {@code path=value}, in order
 * @param out run directory; empty for one under {@code runs}
 * @param resume whether to go on from the run directory's checkpoint
 * @param stopAfter epochs after which to stop, short of the schedule's
 */
public record FinetuneRequest(
    String what,
    boolean scratch,
    Optional<String> preset,
    String data,
    Optional<Integer> limit,
    List<String> settings,
    Optional<Path> out,
    boolean resume,
    Optional<Integer> stopAfter) {

  public FinetuneRequest {
    settings = List.copyOf(settings);
  }

  /** The settings that this comes to. */
  FinetuneConfig config() {
    FinetuneConfig config = scratch ? fromScratch() : fromModel();
    return config.on(Optional.of(data), limit);
  }

  private FinetuneConfig fromScratch() {
    return FinetuneConfig.fromScratch(presetFor(what), what, settings);
  }

  private FinetuneConfig fromModel() {
    if (Backbones.names().contains(what)) {
      throw new IllegalArgumentException(
          what + " is a backbone without weights: add --scratch, or name a model");
    }
    try (Model model = Models.open(what)) {
      var description = model.description();
      if (description.deploy()) {
        throw new IllegalArgumentException(
            what + " is in its form for inference, which is not trained: take the train form");
      }
      return FinetuneConfig.fromModel(
          presetFor(description.backbone()), what, description, settings);
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
    Path place = Path.of(data).getFileName();
    String name = (place == null ? "data" : place) + "-finetune-" + config.backbone().name();
    return new RunTarget(RunNames.directory(name, out, resume), resume, stopAfter);
  }
}
