package io.pretext.train;

import io.pretext.config.AtomicFile;
import io.pretext.config.Bind;
import io.pretext.config.Json;
import io.pretext.config.Version;
import io.pretext.config.Yaml;
import io.pretext.engine.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a training run leaves behind: {@code config.yaml}, {@code provenance.json}, {@code
 * metrics.jsonl}, {@code checkpoint/} and, when it is finished, {@code result.json}.
 */
public final class RunDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private final Path path;
  private final Map<String, Object> config;
  private final Provenance provenance;
  private final Provenance session;
  private final Checkpoint checkpoint;
  private final double secondsBefore;
  private final long began = System.nanoTime();

  /** {@code provenance} is of the first session, {@code session} of this one. */
  private RunDirectory(
      Path path, Map<String, Object> config, Provenance provenance, Provenance session) {
    this.path = path;
    this.config = config;
    this.provenance = provenance;
    this.session = session;
    this.checkpoint = new Checkpoint(path.resolve("checkpoint"));
    this.secondsBefore = provenance.seconds();
  }

  /**
   * Begins a run in {@code path}, or continues the one that is there.
   *
   * @param config every setting, resolved
   * @param movable paths of settings that may differ on resuming, such as where the data lies
   * @param now provenance of this session; the first session's is kept
   * @param resume whether a run that is there is continued; where there is none, one begins
   * @throws IllegalArgumentException if something else is there, or a run that is not to be
   *     continued: of another version, other settings or other images
   */
  public static RunDirectory start(
      Path path, Map<String, ?> config, Set<String> movable, Provenance now, boolean resume) {
    Map<String, Object> settings = Yaml.parse(Yaml.write(config));
    if (!Files.exists(path.resolve("provenance.json"))) {
      requireEmpty(path);
      AtomicFile.write(path.resolve("config.yaml"), Yaml.write(settings));
      RunDirectory run = new RunDirectory(path, settings, now, now);
      run.write(now);
      return run;
    }
    if (!resume) {
      throw new IllegalArgumentException(
          path + " already holds a run: add --resume to continue it, or choose another --out");
    }
    RunDirectory there = open(path);
    there.requireContinues(settings, movable, now);
    RunDirectory run = new RunDirectory(path, there.config, there.provenance, now);
    run.metrics(1).cutBackTo(run.checkpoint.exists() ? run.checkpoint.progress().steps() : -1);
    return run;
  }

  /**
   * The run in {@code path}, to read it.
   *
   * @throws IllegalArgumentException if there is none, or it has another format
   */
  public static RunDirectory open(Path path) {
    Path file = path.resolve("provenance.json");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(path + " is no run directory: it has no provenance.json");
    }
    Map<String, Object> json = Json.parse(file.toString(), read(file));
    if (!Objects.equals(json.get("format"), Provenance.FORMAT)) {
      throw otherVersion(path, json.get("version"), "read it with that version");
    }
    var provenance = Bind.record(file.toString(), json, Provenance.class);
    return new RunDirectory(path, Yaml.read(path.resolve("config.yaml")), provenance, provenance);
  }

  public Path path() {
    return path;
  }

  /** Every setting of the run, as a map. */
  public Map<String, Object> config() {
    return config;
  }

  public Provenance provenance() {
    return provenance;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * The run's metrics.
   *
   * @param every steps between lines
   */
  public MetricsLog metrics(int every) {
    return new MetricsLog(path.resolve("metrics.jsonl"), every);
  }

  /** Seconds of this session and those before it, until their last save. */
  public double seconds() {
    return secondsBefore + (System.nanoTime() - began) / 1e9;
  }

  /** Saves a checkpoint. */
  public void save(Step step, Progress progress) {
    Provenance updated = provenance.withSeconds(seconds());
    checkpoint.save(
        step,
        progress,
        Map.of(
            "seed", Long.toString(session.seed()),
            "processor", session.processor(),
            "threads", Integer.toString(session.threads())));
    write(updated);
  }

  /** Marks the run as finished with {@code result}. */
  public void finish(Map<String, ?> result) {
    write(provenance.withSeconds(seconds()));
    AtomicFile.write(resultFile(), Json.pretty(result));
  }

  /** What the run was finished with; empty if it is not. */
  public Optional<Map<String, Object>> result() {
    return Files.exists(resultFile())
        ? Optional.of(Json.parse(resultFile().toString(), read(resultFile())))
        : Optional.empty();
  }

  private Path resultFile() {
    return path.resolve("result.json");
  }

  private void write(Provenance updated) {
    AtomicFile.write(path.resolve("provenance.json"), Json.pretty(Bind.map(updated)));
  }

  private void requireContinues(Map<String, Object> settings, Set<String> movable, Provenance now) {
    if (!provenance.version().equals(now.version())) {
      throw otherVersion(path, provenance.version(), "resume it with that version");
    }
    requireSame("", config, settings, movable);
    if (!provenance.data().equals(now.data())) {
      throw new IllegalArgumentException(
          path + " was trained on other images: give it the same --data and --limit");
    }
    if (!provenance.teacher().equals(now.teacher())) {
      throw new IllegalArgumentException(
          path + " had another teacher: the file of its weights has changed, put it back");
    }
    if (!provenance.processor().equals(now.processor()) || provenance.threads() != now.threads()) {
      LOG.warn(
          "{} began on the processor class {} with {} threads, this is {} with {}: the numbers will"
              + " differ in their last digits from a run that was not stopped",
          path,
          provenance.processor(),
          provenance.threads(),
          now.processor(),
          now.threads());
    }
  }

  private void requireSame(String section, Map<?, ?> before, Map<?, ?> after, Set<String> movable) {
    Set<Object> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (Object key : keys) {
      String name = section + key;
      Object old = before.get(key);
      Object fresh = after.get(key);
      if (old instanceof Map<?, ?> o && fresh instanceof Map<?, ?> f) {
        requireSame(name + ".", o, f, movable);
      } else if (!Objects.equals(old, fresh) && !movable.contains(name)) {
        throw new IllegalArgumentException(
            path
                + " was started with "
                + name
                + " = "
                + (old == null ? "(not set)" : old)
                + ", this is "
                + (fresh == null ? "(not set)" : fresh)
                + ": resume it with the settings in its config.yaml, or choose another --out");
      }
    }
  }

  private static void requireEmpty(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (var entries = Files.list(path)) {
      // A run that was killed at its very beginning left its settings and no more, or a part of
      // what comes next.
      if (entries.anyMatch(
          entry ->
              !entry
                  .getFileName()
                  .toString()
                  .matches("config\\.yaml.*|provenance\\.json\\.part"))) {
        throw new IllegalArgumentException(
            path + " holds other files and no run: choose another --out");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException otherVersion(Path path, Object version, String remedy) {
    return new IllegalArgumentException(
        path
            + " was written by Pretext "
            + version
            + ", this is "
            + Version.current()
            + ": "
            + remedy
            + " or start a new run");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
