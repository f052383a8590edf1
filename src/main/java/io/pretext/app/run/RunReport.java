package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.config.Presets;
import io.pretext.app.config.PretrainConfig;
import io.pretext.config.Bind;
import io.pretext.report.page.RunPage;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts what a run directory holds on its page. */
public final class RunReport {

  private RunReport() {}

  /**
   * Writes the page of the run in {@code directory}, finished or not.
   *
   * @param file replaced all at once
   * @throws IllegalArgumentException if there is no run
   */
  public static void write(Path directory, Path file) {
    RunDirectory run = RunDirectory.open(directory);
    Map<String, Object> settings = complete(run.config());
    new RunPage(
            directory,
            run.metrics(1).read(),
            settings,
            preset(run.provenance().preset(), settings),
            Bind.map(run.provenance()),
            run.result())
        .write(file);
  }

  /** The settings with those that have come since; as they are where they no longer fit. */
  private static Map<String, Object> complete(Map<String, Object> settings) {
    try {
      return Bind.map(
          FinetuneConfig.describes(settings)
              ? FinetuneConfig.of(settings)
              : PretrainConfig.of(settings));
    } catch (IllegalArgumentException e) {
      return settings;
    }
  }

  /** The preset that the run began with; if it is not known, the one that differs least. */
  private static Optional<RunPage.Preset> preset(String name, Map<String, Object> settings) {
    if (!name.isEmpty()) {
      return read(name, settings, true);
    }
    Stream<String> candidates =
        FinetuneConfig.describes(settings)
            ? Presets.finetuning().stream()
            : Presets.names().stream()
                .filter(candidate -> isOfSameKind(Presets.read(candidate), settings));
    return candidates
        .flatMap(candidate -> read(candidate, settings, false).stream())
        .min(Comparator.comparingInt(preset -> preset.differences(settings)));
  }

  /** Of the same method and backbone. */
  private static boolean isOfSameKind(Map<String, ?> preset, Map<String, ?> settings) {
    return Stream.of("method", "backbone")
        .allMatch(
            section ->
                preset.get(section) instanceof Map<?, ?> its
                    && settings.get(section) instanceof Map<?, ?> ours
                    && Objects.equals(its.get("name"), ours.get("name")));
  }

  /** Empty if it was a file that is no longer there, or no longer fits. */
  private static Optional<RunPage.Preset> read(
      String name, Map<String, Object> settings, boolean known) {
    try {
      Map<String, Object> values =
          FinetuneConfig.describes(settings)
              ? finetuning(name, settings)
              : Bind.map(PretrainConfig.resolve(name, List.of()));
      return Optional.of(new RunPage.Preset(name, known, values));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A preset of fine-tuning has no backbone and no classes of its own: those of the run. */
  private static Map<String, Object> finetuning(String name, Map<String, Object> settings) {
    String backbone = FinetuneConfig.of(settings).backbone().name();
    return Bind.merge(
        Bind.map(FinetuneConfig.fromScratch(name, backbone, List.of())),
        Map.of("classes", settings.get("classes")));
  }
}
