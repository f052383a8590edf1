package io.pretext.app.run;

import io.pretext.app.machine.Machine;
import io.pretext.app.terminal.Console;
import io.pretext.train.Listener;
import io.pretext.train.MetricsLog;
import io.pretext.train.OptimizerConfig;
import io.pretext.train.Progress;
import io.pretext.train.RunDirectory;
import io.pretext.train.Session;
import io.pretext.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One session of training in a run directory, from its checkpoint to its result. */
final class TrainingRun {

  private static final int MOST_LINES = 2000;

  private final RunDirectory run;
  private final Training training;
  private final Course course;
  private final Console console;
  private final PageWriter page;

  TrainingRun(RunDirectory run, Training training, Console console) {
    this.run = run;
    this.training = training;
    this.course = training.course();
    this.console = console;
    this.page = new PageWriter(run.path(), console);
  }

  /**
   * Trains, unless the run is finished.
   *
   * @param stopAfter epochs after which to stop short of the schedule
   * @return what it came to; empty if {@code interrupt} ended it
   */
  Optional<Map<String, Object>> run(Optional<Integer> stopAfter, Interrupt interrupt) {
    if (run.result().isPresent()) {
      console.say(run.path() + " is finished; this is its result");
      return run.result();
    }
    int perEpoch = course.stepsPerEpoch();
    var trainer = new Trainer(training.step(), course.optimizer(), course.schedule(), perEpoch);
    Progress from =
        run.checkpoint().exists() ? run.checkpoint().restore(training.step()) : Progress.start();
    introduce(from);
    long steps = (long) course.schedule().epochs() * perEpoch;
    MetricsLog log = run.metrics(Math.toIntExact(1 + (steps - 1) / MOST_LINES));
    training.begin(log, from);
    if (from.steps() == 0) {
      Pictures.views(
          run.path().resolve("views.png"),
          training.title(),
          course.images(),
          course.views(),
          course.seed());
    }
    int last = Math.min(stopAfter.orElse(Integer.MAX_VALUE), course.schedule().epochs());
    Progress end;
    double rate;
    try (var report = new EpochReport(console, training, last)) {
      end = trainer.run(course.epochs(), from, session(report, log, last, interrupt));
      rate = report.imagesPerSecond();
    }
    if (interrupt.asked()) {
      console.warn("pretext: stopped and saved; go on with --resume --out " + run.path());
      return Optional.empty();
    }
    return Optional.of(finish(trainer, new Training.Outcome(run, end, log.read(), rate)));
  }

  private Session session(EpochReport report, MetricsLog log, int last, Interrupt interrupt) {
    List<Listener> listeners = new ArrayList<>(training.listeners());
    listeners.add(report);
    listeners.add(log);
    listeners.add(page);
    return Session.of(listeners.toArray(Listener[]::new))
        .saving(1, progress -> run.save(training.step(), progress))
        .stoppingAfter(last)
        .stoppingWhen(interrupt::asked);
  }

  private Map<String, Object> finish(Trainer trainer, Training.Outcome outcome) {
    Map<String, Object> result = result(outcome);
    Pictures.loss(
        run.path().resolve("loss.png"), training.title(), outcome.log(), course.stepsPerEpoch());
    training.draw(outcome);
    if (trainer.finished(outcome.end())) {
      run.finish(result);
    } else {
      console.say("stopped after epoch " + outcome.end().epoch() + "; --resume goes on");
    }
    if (page.write()) {
      console.say("the run on one page: " + page.file().toAbsolutePath().normalize().toUri());
    }
    return result;
  }

  /** What the session came to, as {@code --json} prints it. */
  private Map<String, Object> result(Training.Outcome outcome) {
    Map<String, Object> result = new LinkedHashMap<>(training.subject());
    result.put("dataset", course.images().name());
    result.put("images", course.images().size());
    result.put("epochs", outcome.end().epoch());
    result.put("steps", outcome.end().steps());
    result.put("loss_first", outcome.end().firstLoss());
    result.put("loss_last", outcome.end().lastLoss());
    result.putAll(training.learned(outcome));
    result.put("images_per_second", outcome.imagesPerSecond());
    result.put("seconds", run.seconds());
    result.put("planned_mb", training.step().memory().total() >> 20);
    result.put("peak_rss_mb", Machine.peakMemoryMb());
    result.put("run", run.path().toString());
    return result;
  }

  private void introduce(Progress from) {
    OptimizerConfig optimizer = course.optimizer();
    console.say(
        String.format(
            Locale.ROOT,
            "%s, %d steps per epoch, learning rate %.4g (%.4g per 256 images)",
            training.introduction(),
            course.stepsPerEpoch(),
            optimizer.effectiveRate(course.schedule().imagesPerUpdate()),
            optimizer.rate()));
    console.say(
        String.format(
            Locale.ROOT,
            "engine %s on %s, threads: %d, %d MB planned; run directory %s",
            course.engine().name(),
            Machine.processorClass(),
            course.engine().cores(),
            training.step().memory().total() >> 20,
            run.path()));
    if (from.steps() > 0) {
      console.say("going on after epoch " + from.epoch() + ", step " + from.steps());
    }
  }
}
