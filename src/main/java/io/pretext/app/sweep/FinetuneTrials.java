package io.pretext.app.sweep;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.model.Models;
import io.pretext.app.run.FinetuneRequest;
import io.pretext.app.run.RunRequest;
import io.pretext.config.Bind;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.sweep.SweepConfig;
import io.pretext.sweep.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Trials of fine-tuning; the path {@code model} is what a trial starts from.
 *
 * @param config of the sweep
 * @param data labelled images
 */
record FinetuneTrials(SweepConfig config, String data) implements TrialCommand {

  private static final String MODEL = "model";

  @Override
  public Map<String, Object> resolve(Map<String, Object> settings) {
    return Bind.map(settled(settings));
  }

  private FinetuneConfig settled(Map<String, Object> settings) {
    var changes = new ArrayList<>(config.set());
    changes.addAll(TrialCommand.changes(others(settings)));
    var run =
        new RunRequest(
            Optional.of(data),
            Optional.empty(),
            changes,
            Optional.empty(),
            false,
            Optional.empty());
    return new FinetuneRequest(
            model(settings),
            false,
            Models.From.BACKBONE,
            preset(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            run)
        .config();
  }

  private Optional<String> preset() {
    return config.preset().isEmpty() ? Optional.empty() : Optional.of(config.preset());
  }

  /** That of the trial, of the sweep, or the first in its range of models. */
  private String model(Map<String, Object> settings) {
    if (settings.containsKey(MODEL)) {
      return settings.get(MODEL).toString();
    }
    return config
        .model()
        .orElseGet(
            () ->
                config.ranges().get(MODEL) instanceof Map<?, ?> range
                        && range.get("choice") instanceof List<?> choice
                    ? choice.get(0).toString()
                    : "");
  }

  private static Map<String, Object> others(Map<String, Object> settings) {
    Map<String, Object> others = new LinkedHashMap<>(settings);
    others.remove(MODEL);
    return others;
  }

  @Override
  public int epochs(Map<String, Object> settings) {
    return settled(settings).schedule().epochs();
  }

  @Override
  public List<String> train(Trial trial, Path run, int epoch, List<String> own) {
    var words = new ArrayList<>(List.of("finetune", model(trial.settings()), "--data", data));
    preset().ifPresent(name -> words.addAll(List.of("--preset", name)));
    words.addAll(List.of("--out", run.toString(), "--resume"));
    words.addAll(List.of("--stop-after", String.valueOf(epoch)));
    var changes = new ArrayList<>(own);
    changes.addAll(config.set());
    changes.addAll(TrialCommand.changes(others(trial.settings())));
    words.addAll(TrialCommand.options(changes));
    return words;
  }

  @Override
  public Optional<List<String>> test(Trial trial, Path run) {
    List<Split> splits = Datasets.splits(data, "");
    for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
      if (splits.contains(split)) {
        String name = split.name().toLowerCase(Locale.ROOT);
        return Optional.of(
            List.of("evaluate", run.toString(), "--data", data, "--split", name, "--json"));
      }
    }
    return Optional.empty();
  }
}
