package io.pretext.sweep;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import io.pretext.config.Yaml;
import io.pretext.sweep.TrialRunner.TrialFailure;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the trials of a sweep, from what its journal says has happened to its end.
 *
 * <p>Arbiter proposes the settings; its own runner can neither pause a trial nor go on after a
 * crash, so trials are run here. All that is known is in the journal: one thread reads verdicts off
 * it, hands trials to others, and writes down what these report.
 */
public final class Sweep implements AutoCloseable {

  private static final int POLL_MILLIS = 200;
  private static final int PATIENCE_SECONDS = 150;

  private final SweepDirectory directory;
  private final SweepConfig config;
  private final SearchSpace space;
  private final TrialRunner runner;
  private final History history;
  private final SweepListener listener;
  private final double secondsBefore;
  private final long began = System.nanoTime();
  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private Optional<Trial> best = Optional.empty();

  /**
   * What a thread has to say of a trial; {@code error} is of the machinery and not of the trial.
   */
  private record Report(Trial trial, Map<String, Object> line, Throwable error) {}

  private Sweep(
      SweepDirectory directory,
      SweepConfig config,
      SearchSpace space,
      TrialRunner runner,
      SweepListener listener) {
    this.directory = directory;
    this.config = config;
    this.space = space;
    this.runner = runner;
    this.listener = listener;
    this.history = History.of(Json.lines(SweepDirectory.journal(directory.path())));
    this.secondsBefore = history.seconds();
  }

  /**
   * Begins a sweep in {@code path}, or continues the one that is there.
   *
   * @param listener is told how trials go
   * @throws IllegalArgumentException in one sentence, if the configuration cannot be run or does
   *     not fit what is there; nothing has been trained then
   */
  public static Sweep open(
      Path path, SweepConfig config, TrialRunner runner, boolean resume, SweepListener listener) {
    SearchSpace space = SearchSpace.parse(config.ranges());
    var plan = Plan.of(config, space, runner);
    SweepDirectory directory = SweepDirectory.open(path, config, resume);
    try {
      var sweep = new Sweep(directory, config, space, runner, listener);
      if (!sweep.history.hasBegun()) {
        sweep.write(History.begun(plan.defaults(), plan.rungs()));
      }
      sweep.publish();
      return sweep;
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Runs to the end, until the budget is spent, or until it is told to stop.
   *
   * @param stop asked all the time; once true, trials are paused and this returns
   * @return whether the sweep has come to its end
   */
  public boolean run(BooleanSupplier stop) {
    if (history.end().isEmpty()) {
      Optional<String> end = trials(stop);
      if (end.isEmpty()) {
        return false;
      }
      record(History.ended(end.get(), seconds()));
    }
    return history.isTested() || test(stop);
  }

  private Optional<String> trials(BooleanSupplier stop) {
    Stopping stopping = new Stopping(config.stopping(), config.direction(), history.rungs());
    Drawing drawing = new Drawing(space, config);
    Set<Integer> running = new HashSet<>();
    ExecutorService pool = Executors.newFixedThreadPool(config.parallel());
    try {
      while (true) {
        draw(drawing, stopping);
        boolean spent = isSpent();
        if (stop.getAsBoolean() || spent) {
          return spent ? Optional.of("budget") : Optional.empty();
        }
        start(pool, stopping, running);
        if (running.isEmpty()) {
          return Optional.of("finished");
        }
        Report report = reports.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (report != null) {
          running.remove(report.trial().number());
          record(report);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      close(pool);
    }
  }

  /** Pauses what still runs; what had come to a rung before is written down all the same. */
  private void close(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Report report = reports.poll(); report != null; report = reports.poll()) {
      if (report.line() != null) {
        record(report.line());
      }
    }
  }

  private void draw(Drawing drawing, Stopping stopping) {
    int before = history.standings().size();
    Optional<Trial> next = drawing.next(history.standings(), stopping);
    for (; next.isPresent(); next = drawing.next(history.standings(), stopping)) {
      Trial trial = next.get();
      if (trial.number() > history.standings().size()) {
        write(History.drawn(trial, drawing.isBaseline(trial.number()), seconds()));
      }
    }
    if (history.standings().size() > before) {
      publish();
    }
  }

  private void start(ExecutorService pool, Stopping stopping, Set<Integer> running) {
    for (Standing standing : history.standings()) {
      Trial trial = standing.trial();
      if (running.size() < config.parallel()
          && !running.contains(trial.number())
          && stopping.judge(standing, history.standings()) instanceof Verdict.Run next) {
        running.add(trial.number());
        pool.execute(() -> reports.add(run(trial, next.epoch())));
      }
    }
  }

  private Report run(Trial trial, int epoch) {
    long started = System.nanoTime();
    try {
      TrialRunner.Progress progress = runner.run(trial, epoch);
      double took = since(started);
      return Double.isFinite(progress.objective())
          ? reached(trial, epoch, progress, took)
          : failed(trial, config.metric() + " is " + progress.objective(), took);
    } catch (TrialFailure e) {
      return failed(trial, e.getMessage(), since(started));
    } catch (InterruptedException e) {
      return new Report(trial, null, null);
    } catch (RuntimeException | Error e) {
      return new Report(trial, null, e);
    }
  }

  private Report reached(Trial trial, int epoch, TrialRunner.Progress progress, double took) {
    return new Report(trial, History.reached(trial, epoch, progress, took, seconds()), null);
  }

  private Report failed(Trial trial, String reason, double took) {
    return new Report(trial, History.failed(trial, reason, took, seconds()), null);
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private boolean test(BooleanSupplier stop) {
    List<Standing> ranking = ranking();
    OptionalDouble value = OptionalDouble.empty();
    if (!ranking.isEmpty()) {
      Trial winner = ranking.get(0).trial();
      try {
        value = runner.test(winner);
      } catch (TrialFailure e) {
        listener.say("the winner cannot be judged on the test images: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    if (stop.getAsBoolean() && value.isEmpty()) {
      return false;
    }
    record(History.tested(value, seconds()));
    return true;
  }

  private List<Standing> ranking() {
    return new Stopping(config.stopping(), config.direction(), history.rungs())
        .ranking(history.standings());
  }

  private void record(Report report) {
    if (report.error() instanceof RuntimeException e) {
      throw e;
    }
    if (report.error() instanceof Error e) {
      throw e;
    }
    if (report.line() != null) {
      record(report.line());
    }
  }

  private void record(Map<String, Object> line) {
    write(line);
    publish();
    result().news(line).ifPresent(listener::say);
  }

  /** On the disk first, then true. */
  private void write(Map<String, Object> line) {
    directory.journal().append(line);
    history.add(Json.parse("the journal", Json.line(line)));
  }

  private void publish() {
    SweepResult result = result();
    AtomicFile.write(directory.path().resolve("sweep.json"), Json.pretty(result.json()));
    if (result.best().isPresent() && !result.best().equals(best)) {
      best = result.best();
      Map<String, Object> preset = runner.resolve(best.get().settings());
      AtomicFile.write(directory.path().resolve("best.yaml"), Yaml.write(preset));
    }
    listener.published();
  }

  /** What the sweep has come to so far. */
  public SweepResult result() {
    return new SweepResult(config, space, history);
  }

  @Override
  public void close() {
    directory.close();
  }

  private double seconds() {
    return secondsBefore + since(began);
  }

  private boolean isSpent() {
    OptionalDouble budget = Amounts.seconds(config.budget());
    return budget.isPresent() && seconds() >= budget.getAsDouble();
  }
}
