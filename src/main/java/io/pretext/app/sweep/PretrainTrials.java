package io.pretext.app.sweep;

import io.pretext.app.config.PretrainConfig;
import io.pretext.config.Bind;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.sweep.SweepConfig;
import io.pretext.sweep.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trials of pre-training.
 *
 * @param config of the sweep
 * @param data in place of the preset's
 */
record PretrainTrials(SweepConfig config, Optional<String> data) implements TrialCommand {

  @Override
  public Map<String, Object> resolve(Map<String, Object> settings) {
    Map<String, Object> preset = Bind.map(settled(settings));
    // What a smoke run cuts down is cut down in these settings; it must not be cut again.
    preset.put("smoke", false);
    return preset;
  }

  private PretrainConfig settled(Map<String, Object> settings) {
    var changes = new ArrayList<>(config.set());
    changes.addAll(TrialCommand.changes(settings));
    return PretrainConfig.resolve(config.preset(), changes);
  }

  @Override
  public int epochs(Map<String, Object> settings) {
    return settled(settings).schedule().epochs();
  }

  @Override
  public List<String> train(Trial trial, Path run, int epoch, List<String> own) {
    var words = new ArrayList<>(List.of("pretrain", config.preset()));
    data.ifPresent(place -> words.addAll(List.of("--data", place)));
    words.addAll(List.of("--out", run.toString(), "--resume"));
    words.addAll(List.of("--stop-after", String.valueOf(epoch)));
    var changes = new ArrayList<>(own);
    changes.addAll(config.set());
    changes.addAll(TrialCommand.changes(trial.settings()));
    words.addAll(TrialCommand.options(changes));
    return words;
  }

  @Override
  public Optional<List<String>> test(Trial trial, Path run) {
    var images = settled(trial.settings()).on(data, Optional.empty()).data();
    List<Split> splits = Datasets.splits(images.source(), images.kind());
    return splits.contains(Split.TEST) || splits.contains(Split.VALIDATION)
        ? Optional.of(List.of("knn", run.toString(), "--json"))
        : Optional.empty();
  }
}
