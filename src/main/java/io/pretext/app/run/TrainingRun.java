package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.terminal.Console;
import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.train.CollapseMonitor;
import io.pretext.train.MetricsLog;
import io.pretext.train.Progress;
import io.pretext.train.RunDirectory;
import io.pretext.train.Session;
import io.pretext.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One session of training in a run directory, from its checkpoint to its result. */
final class TrainingRun implements AutoCloseable {

  private static final int MOST_LINES = 2000;

  private final RunDirectory run;
  private final PretrainConfig config;
  private final Dataset images;
  private final Compiled compiled;
  private final Console console;
  private final Optional<Exam> exam;

  TrainingRun(
      RunDirectory run, PretrainConfig config, Dataset images, Compiled compiled, Console console) {
    this.run = run;
    this.config = config;
    this.images = images;
    this.compiled = compiled;
    this.console = console;
    this.exam =
        Questions.about(images, config.data(), config.evaluate().queries())
            .map(questions -> new Exam(questions, config, compiled.training().backbone()));
  }

  /**
   * Trains.
   *
   * @param stopAfter epochs after which to stop short of the schedule
   * @return empty if {@code interrupt} ended it
   */
  Optional<Result> run(Loader loader, Optional<Integer> stopAfter, Interrupt interrupt) {
    var trainer =
        new Trainer(compiled.step(), config.optimizer(), config.schedule(), loader.stepsPerEpoch());
    Progress from =
        run.checkpoint().exists() ? run.checkpoint().restore(compiled.step()) : Progress.start();
    introduce(loader, from);
    long steps = (long) config.schedule().epochs() * loader.stepsPerEpoch();
    MetricsLog log = run.metrics(Math.toIntExact(1 + (steps - 1) / MOST_LINES));
    Map<String, Object> baselines = baselines(log);
    if (from.steps() == 0) {
      Pictures.views(file("views.png"), title(), images, config.viewSettings(), config.seed());
    }
    int last = Math.min(stopAfter.orElse(Integer.MAX_VALUE), config.schedule().epochs());
    Progress end;
    double rate;
    try (var report = new EpochReport(console, config, compiled.step(), exam, last)) {
      Session session =
          Session.of(report, collapse(), log)
              .saving(1, progress -> run.save(compiled.step(), progress))
              .stoppingAfter(last)
              .stoppingWhen(interrupt::asked);
      end = trainer.run(loader::epoch, from, session);
      rate = report.imagesPerSecond();
    }
    if (interrupt.asked()) {
      console.warn("pretext: stopped and saved; go on with --resume --out " + run.path());
      return Optional.empty();
    }
    Result result = result(end, log, baselines, rate);
    tell(result);
    draw(log, end, loader.stepsPerEpoch());
    if (trainer.finished(end)) {
      run.finish(result.json());
    } else {
      console.say("stopped after epoch " + end.epoch() + "; --resume goes on");
    }
    return Optional.of(result);
  }

  private void draw(MetricsLog log, Progress end, int stepsPerEpoch) {
    Pictures.loss(file("loss.png"), title(), log.read(), stepsPerEpoch);
    String title = title() + ", nearest after " + end.epoch() + " epochs";
    exam.ifPresent(e -> e.neighbours(file("neighbours.png"), title));
  }

  private Path file(String name) {
    return run.path().resolve(name);
  }

  private String title() {
    return config.method().get("name") + ", " + config.backbone().name() + ", " + images.name();
  }

  private void introduce(Loader loader, Progress from) {
    int perUpdate = config.schedule().imagesPerUpdate();
    console.say(
        String.format(
            Locale.ROOT,
            "%s on %s, %s: %d images, %d steps per epoch, learning rate %.4g (%.4g per 256 images)",
            config.method().get("name"),
            config.backbone().name(),
            images.name(),
            images.size(),
            loader.stepsPerEpoch(),
            config.optimizer().effectiveRate(perUpdate),
            config.optimizer().rate()));
    console.say(
        String.format(
            Locale.ROOT,
            "engine %s on %s with %d threads, %d MB planned; run directory %s",
            config.engine().name(),
            Machine.processorClass(),
            config.engine().cores(),
            compiled.step().memory().total() >> 20,
            run.path()));
    if (from.steps() > 0) {
      console.say("going on after epoch " + from.epoch() + ", step " + from.steps());
    }
    if (exam.isEmpty()) {
      console.say("the images have no labels, so there is no kNN accuracy");
    }
  }

  private CollapseMonitor collapse() {
    return new CollapseMonitor(
        () -> compiled.step().monitor(Compiled.EMBEDDING),
        compiled.embeddingSize(),
        sentence -> console.warn("pretext: " + sentence));
  }

  /** What an untrained backbone and the pixels themselves know, measured once per run. */
  private Map<String, Object> baselines(MetricsLog log) {
    var known = log.read().stream().filter(line -> line.containsKey("knn_random_init")).findFirst();
    if (known.isPresent() || exam.isEmpty()) {
      return known.orElse(Map.of());
    }
    var baselines = new LinkedHashMap<String, Object>();
    baselines.put("epoch", 0);
    baselines.put("step", 0);
    baselines.put("knn_random_init", exam.get().untrained());
    baselines.put("knn_pixels", exam.get().pixels());
    log.append(baselines);
    console.say(
        String.format(
            Locale.ROOT,
            "kNN before training: random init %.2f %%, raw pixels %.2f %%",
            (double) baselines.get("knn_random_init"),
            (double) baselines.get("knn_pixels")));
    return baselines;
  }

  private Result result(
      Progress end, MetricsLog log, Map<String, Object> baselines, double imagesPerSecond) {
    List<Double> knn =
        log.read().stream()
            .filter(line -> line.containsKey("knn"))
            .map(line -> (Double) line.get("knn"))
            .toList();
    return new Result(
        config.method().get("name").toString(),
        config.backbone().name(),
        images.name(),
        images.size(),
        end.epoch(),
        end.steps(),
        end.firstLoss(),
        end.lastLoss(),
        knn.isEmpty() ? null : knn.get(knn.size() - 1),
        (Double) baselines.get("knn_random_init"),
        (Double) baselines.get("knn_pixels"),
        imagesPerSecond,
        run.seconds(),
        Machine.peakMemoryMb(),
        run.path().toString());
  }

  private void tell(Result result) {
    if (result.knn() != null) {
      console.say(
          String.format(
              Locale.ROOT,
              "kNN %.2f %%, before training %.2f %%, raw pixels %.2f %%",
              result.knn(),
              result.knnRandomInit(),
              result.knnPixels()));
    }
  }

  @Override
  public void close() {
    exam.ifPresent(Exam::close);
  }
}
