package io.pretext.app.sweep;

import io.pretext.app.Main;
import io.pretext.config.Json;
import io.pretext.sweep.SweepConfig;
import io.pretext.sweep.Trial;
import io.pretext.sweep.TrialRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Trains every trial in a process of its own, so that one that dies takes nothing with it. */
final class ProcessTrials implements TrialRunner {

  private static final int SAVING_SECONDS = 120;

  /**
   * Whoever kills a trial may be about to kill the sweep as well, which must then not have told of
   * a failure.
   */
  private static final int SECOND_THOUGHTS_SECONDS = 2;

  private final SweepConfig config;
  private final TrialCommand command;
  private final Path trials;
  private final Resources resources;

  /**
   * @param trials folder of their run directories
   */
  ProcessTrials(SweepConfig config, TrialCommand command, Path trials, Resources resources) {
    this.config = config;
    this.command = command;
    this.trials = trials;
    this.resources = resources;
  }

  @Override
  public Map<String, Object> resolve(Map<String, Object> settings) {
    return command.resolve(settings);
  }

  @Override
  public int epochs(Map<String, Object> settings) {
    return command.epochs(settings);
  }

  @Override
  public Progress run(Trial trial, int epoch) throws TrialFailure, InterruptedException {
    Path run = trials.resolve(trial.name());
    var logbook = new Logbook(run, config.metric());
    FileLock lock = Tether.lock(lockOf(trial));
    try {
      // A process of a sweep that was killed may have come so far.
      Optional<Progress> known = logbook.at(epoch);
      if (known.isPresent()) {
        return known.get();
      }
    } finally {
      Tether.release(lock);
    }
    launch(trial, command.train(trial, run, epoch, own()));
    return logbook
        .at(epoch)
        .orElseThrow(() -> new TrialFailure("it ended before the end of epoch " + epoch));
  }

  /** What a sweep changes in every trial, unless its file says otherwise. */
  private List<String> own() {
    return List.of(
        "engine.threads=" + resources.threads(),
        "engine.kernels=fixed",
        "data.workers=" + resources.threads(),
        "evaluate.heldOut=" + config.heldOut(),
        "evaluate.heldOutSeed=" + config.seed());
  }

  @Override
  public OptionalDouble test(Trial trial) throws TrialFailure, InterruptedException {
    Optional<List<String>> words = command.test(trial, trials.resolve(trial.name()));
    if (words.isEmpty()) {
      return OptionalDouble.empty();
    }
    String last = launch(trial, words.get());
    return OptionalDouble.of(
        ((Number) Json.parse("the result", last).get(config.job().metric())).doubleValue());
  }

  /**
   * Runs one of our commands to its end.
   *
   * @return the last line that it printed
   */
  private String launch(Trial trial, List<String> words) throws TrialFailure, InterruptedException {
    Path log = trials.resolve(trial.name() + ".log");
    try {
      long before = Files.exists(log) ? Files.size(log) : 0;
      Process process = start(trial, words, log);
      int code = await(process);
      var said = new Said(log, before);
      if (code != 0) {
        if (code > 128) {
          TimeUnit.SECONDS.sleep(SECOND_THOUGHTS_SECONDS);
        }
        throw new TrialFailure(said.reason(code));
      }
      return said.last();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run a trial: " + e.getMessage(), e);
    }
  }

  private Process start(Trial trial, List<String> words, Path log) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(resources.flags());
    line.add("-D" + Tether.PROPERTY + "=" + lockOf(trial));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(words);
    var builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // OpenMP counts the cores of the machine otherwise, and waits by turning on the spot.
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(resources.threads()));
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.start();
  }

  /** The exit code; a process that is not waited for any more saves and ends first. */
  private static int await(Process process) throws InterruptedException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      if (!process.waitFor(SAVING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      throw e;
    }
  }

  private Path lockOf(Trial trial) {
    return trials.resolve(trial.name() + ".lock");
  }
}
