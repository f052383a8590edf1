package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pretext.config.Json;
import io.pretext.config.Version;
import io.pretext.config.Yaml;
import io.pretext.engine.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {

  @TempDir Path folder;

  private final Map<String, Object> config =
      Yaml.parse("seed: 7\nschedule: {epochs: 15, floor: 0.0}\ndata: {location: /here}");

  private static Provenance now(String data) {
    return Provenance.now(7, "avx2", 2, "reference", data);
  }

  private RunDirectory start(boolean resume) {
    return start(config, now("abc"), resume);
  }

  private RunDirectory start(Map<String, ?> settings, Provenance now, boolean resume) {
    return RunDirectory.start(
        folder.resolve("run"), settings, Set.of("data.location"), now, resume);
  }

  private void refused(Map<String, ?> settings, Provenance now, boolean resume, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(settings, now, resume))
        .withMessage(folder.resolve("run") + message);
  }

  @Test
  void writesWhereItComesFrom() {
    RunDirectory run = start(false);

    assertThat(Yaml.read(run.path().resolve("config.yaml"))).isEqualTo(config);
    Map<String, Object> provenance =
        Json.parse("provenance", read(run.path().resolve("provenance.json")));
    assertThat(provenance)
        .containsEntry("format", 1)
        .containsEntry("version", Version.current())
        .containsEntry("seed", 7)
        .containsEntry("processor", "avx2")
        .containsEntry("threads", 2)
        .containsEntry("engine", "reference")
        .containsEntry("data", "abc")
        .containsEntry("java", Runtime.version().toString())
        .containsKeys("revision", "started", "seconds");
    assertThat(RunDirectory.open(run.path()).provenance()).isEqualTo(run.provenance());
    assertThat(RunDirectory.open(run.path()).config()).isEqualTo(config);
  }

  @Test
  void aRunIsNotOverwritten() {
    start(false);

    refused(
        config,
        now("abc"),
        false,
        " already holds a run: add --resume to continue it, or choose another --out");
  }

  @Test
  void otherFilesAreNotTouched() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/thesis.tex"), "");

    refused(config, now("abc"), true, " holds other files and no run: choose another --out");
  }

  @Test
  void resumeWhereNothingIsBegins() {
    assertThat(start(true).checkpoint().exists()).isFalse();
  }

  @Test
  void resumeAfterADeathAtTheVeryBeginningBegins() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/config.yaml.part"), "see");
    Files.writeString(folder.resolve("run/provenance.json.part"), "{");

    assertThat(start(true).config()).isEqualTo(config);
  }

  @Test
  void otherSettingsAreNamed() {
    start(false);

    refused(
        Yaml.parse("seed: 7\nschedule: {epochs: 20, floor: 0}\ndata: {location: /here}"),
        now("abc"),
        true,
        " was started with schedule.epochs = 15, this is 20: resume it with the settings in its"
            + " config.yaml, or choose another --out");
    refused(
        Yaml.parse("seed: 7\nschedule: {epochs: 15, floor: 0.0}\ndata: {location: x}\nnew: 1"),
        now("abc"),
        true,
        " was started with new = (not set), this is 1: resume it with the settings in its"
            + " config.yaml, or choose another --out");
  }

  @Test
  void movableSettingsMayDiffer() {
    start(false);

    RunDirectory resumed =
        start(
            Yaml.parse("seed: 7\nschedule: {epochs: 15, floor: 0.0}\ndata: {location: /there}"),
            now("abc"),
            true);

    assertThat(resumed.config()).isEqualTo(config);
  }

  @Test
  void anotherTeacherIsRefused() {
    start(config, now("abc").withTeacher("sha256:1"), false);

    refused(
        config,
        now("abc").withTeacher("sha256:2"),
        true,
        " had another teacher: the file of its weights has changed, put it back");
  }

  @Test
  void otherImagesAreRefused() {
    start(false);

    refused(
        config,
        now("xyz"),
        true,
        " was trained on other images: give it the same --data and --limit");
  }

  @Test
  void anotherVersionIsASentence() throws IOException {
    RunDirectory run = start(false);
    Path file = run.path().resolve("provenance.json");
    Files.writeString(file, read(file).replace("\"" + Version.current() + "\"", "\"0.0.1\""));

    refused(
        config,
        now("abc"),
        true,
        " was written by Pretext 0.0.1, this is "
            + Version.current()
            + ": resume it with that version or start a new run");
    assertThat(RunDirectory.open(run.path()).provenance().version()).isEqualTo("0.0.1");

    Files.writeString(file, read(file).replace("\"format\" : 1", "\"format\" : 2, \"x\" : 3"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunDirectory.open(run.path()))
        .withMessageEndingWith(": read it with that version or start a new run");
  }

  @Test
  void aFolderWithoutARunIsASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunDirectory.open(folder))
        .withMessage(folder + " is no run directory: it has no provenance.json");
  }

  @Test
  void metricsAreCutBackToTheCheckpoint() {
    RunDirectory run = start(false);
    var step = new QuadraticStep(new UpdateRule.Sgd(0, false), false);
    run.metrics(1).append(Map.of("step", 0, "knn_random_init", 28.5));
    run.metrics(1).append(Map.of("step", 10, "loss", 0.1 + 0.2));
    run.save(step, new Progress(0, 10, 10, 1, 1, 1));
    run.metrics(1).append(Map.of("step", 11, "loss", 1.0));
    append(run, "{\"step\":12,\"lo");

    assertThat(start(true).metrics(1).read())
        .isEqualTo(
            List.of(
                Map.of("step", 0, "knn_random_init", 28.5), Map.of("step", 10, "loss", 0.1 + 0.2)));
  }

  @Test
  void withoutACheckpointNoMetricsAreKept() {
    start(false).metrics(1).append(Map.of("step", 0, "knn_random_init", 28.5));

    assertThat(start(true).metrics(1).read()).isEmpty();
  }

  @Test
  void secondsAddUpOverSessions() throws InterruptedException {
    var step = new QuadraticStep(new UpdateRule.Sgd(0, false), false);
    RunDirectory first = start(false);
    Thread.sleep(20);
    first.save(step, Progress.start());

    double saved = RunDirectory.open(first.path()).provenance().seconds();
    assertThat(saved).isGreaterThan(0.02);
    assertThat(start(true).seconds()).isGreaterThan(saved);
    assertThat(start(true).checkpoint().notes())
        .isEqualTo(Map.of("seed", "7", "processor", "avx2", "threads", "2"));
  }

  @Test
  void aSessionElsewhereIsNotedInItsCheckpointsAndNotInTheProvenance() {
    RunDirectory first = start(false);

    RunDirectory resumed = start(config, Provenance.now(7, "amx", 4, "reference", "abc"), true);
    resumed.save(new QuadraticStep(new UpdateRule.Sgd(0, false), false), Progress.start());

    assertThat(resumed.checkpoint().notes())
        .containsEntry("processor", "amx")
        .containsEntry("threads", "4");
    assertThat(RunDirectory.open(first.path()).provenance().processor()).isEqualTo("avx2");
  }

  @Test
  void aFinishedRunKeepsItsResult() {
    RunDirectory run = start(false);
    assertThat(run.result()).isEmpty();

    run.finish(Map.of("knn", 44.95));

    assertThat(start(true).result()).contains(Map.of("knn", 44.95));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void append(RunDirectory run, String text) {
    Path file = run.path().resolve("metrics.jsonl");
    try {
      Files.writeString(file, read(file) + text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
