package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.engine.Step;
import io.pretext.evaluate.Knn;
import io.pretext.train.CollapseMonitor;
import io.pretext.train.Listener;
import io.pretext.train.MetricsLog;
import io.pretext.train.Progress;
import io.pretext.train.Symptoms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Training of a backbone by a method, on views of images without labels. */
final class SelfSupervision implements Training {

  private static final String KNN = "knn";
  private static final String RANDOM_INIT = "knn_random_init";
  private static final String PIXELS = "knn_pixels";
  private static final String PROBE = "probe";

  private final PretrainConfig config;
  private final Dataset images;
  private final Compiled compiled;
  private final Loader loader;
  private final Knn watched;
  private final Optional<Exam> exam;
  private final Optional<Follower> follower;
  private final Console console;

  private SelfSupervision(
      PretrainConfig config, Material material, Compiled compiled, Console console) {
    this.config = config;
    this.images = material.trained();
    this.compiled = compiled;
    this.console = console;
    TaggedBatches.requireTags(images, compiled.inputs());
    var views = config.viewSettings();
    this.loader =
        new Loader(
            images,
            views.recipe(),
            views.size(),
            views.normalisation(),
            config.schedule().batch(),
            config.seed(),
            config.data().threads());
    this.watched = Exam.watched(config);
    this.exam =
        material
            .questions()
            .map(
                questions ->
                    new Exam(questions, config, compiled.training().backbone(), List.of(watched)));
    this.follower = Follower.of(config, images, material.questions(), compiled);
  }

  /**
   * @param choices kernels chosen by an earlier session; empty to choose by measuring
   */
  static SelfSupervision of(
      PretrainConfig config, Material material, Map<String, String> choices, Console console) {
    Compiled compiled = Compiled.of(config, material.trained().size(), choices);
    try {
      return new SelfSupervision(config, material, compiled, console);
    } catch (RuntimeException e) {
      compiled.close();
      throw e;
    }
  }

  /** Gives the backbone the weights that the settings name, if they name any. */
  void start() {
    compiled.start(config.backbone(), config.viewSettings().size());
  }

  @Override
  public Map<String, String> subject() {
    var subject = new LinkedHashMap<String, String>();
    subject.put("method", config.method().get("name").toString());
    subject.put("backbone", config.backbone().name());
    return subject;
  }

  @Override
  public String introduction() {
    return String.format(
        Locale.ROOT,
        "%s on %s, %s: %d images",
        config.method().get("name"),
        config.backbone().name(),
        images.name(),
        images.size());
  }

  @Override
  public Course course() {
    return new Course(
        images,
        config.viewSettings(),
        config.seed(),
        loader.stepsPerEpoch(),
        epoch ->
            new TaggedBatches(
                loader, images, compiled.inputs(), follower.map(Follower::labels), epoch),
        config.optimizer(),
        config.schedule(),
        config.engine(),
        config.evaluate()::isDue);
  }

  @Override
  public Step step() {
    return Follower.step(follower, compiled);
  }

  @Override
  public List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    listeners.add(new Symptoms(compiled.training(), compiled.step(), this::warn));
    listeners.add(
        new CollapseMonitor(
            () -> compiled.step().monitor(Compiled.EMBEDDING),
            compiled.embeddingSize(),
            this::warn));
    follower.ifPresent(listeners::add);
    return listeners;
  }

  private void warn(String sentence) {
    console.warn("pretext: " + sentence);
  }

  @Override
  public void begin(MetricsLog log, Progress from) {
    if (exam.isEmpty()) {
      console.say("the images have no labels, so there is no kNN accuracy");
    }
    measureBaselines(log);
  }

  /** What an untrained backbone and the pixels themselves know, measured once per run. */
  private void measureBaselines(MetricsLog log) {
    if (exam.isEmpty() || log.read().stream().anyMatch(line -> line.containsKey(RANDOM_INIT))) {
      return;
    }
    var baselines = new LinkedHashMap<String, Object>();
    baselines.put("epoch", 0);
    baselines.put("step", 0);
    baselines.put(RANDOM_INIT, exam.get().untrained().get(watched));
    baselines.put(PIXELS, exam.get().pixels().get(watched));
    log.append(baselines);
    console.say(
        String.format(
            Locale.ROOT,
            "kNN before training: random init %.2f %%, raw pixels %.2f %%",
            (double) baselines.get(RANDOM_INIT),
            (double) baselines.get(PIXELS)));
  }

  @Override
  public String examine(Map<String, Object> metrics) {
    if (exam.isEmpty()) {
      return "";
    }
    double knn = exam.get().trained(compiled.step()::read).get(watched);
    metrics.put(KNN, knn);
    String line = String.format(Locale.ROOT, "  kNN %.2f %%", knn);
    if (follower.isPresent()) {
      double probe = exam.get().probed(follower.get().probe());
      metrics.put(PROBE, probe);
      line += String.format(Locale.ROOT, "  probe %.2f %%", probe);
    }
    return line;
  }

  @Override
  public Map<String, Object> learned(Outcome outcome) {
    var learned = new LinkedHashMap<String, Object>();
    for (String name : List.of(KNN, RANDOM_INIT, PIXELS, PROBE)) {
      learned.put(name, outcome.last(name));
    }
    if (learned.get(KNN) != null) {
      console.say(
          String.format(
              Locale.ROOT,
              "kNN %.2f %%, before training %.2f %%, raw pixels %.2f %%",
              learned.get(KNN),
              learned.get(RANDOM_INIT),
              learned.get(PIXELS)));
    }
    return learned;
  }

  @Override
  public void draw(Outcome outcome) {
    Path png = outcome.run().path().resolve("neighbours.png");
    String title = title() + ", nearest after " + outcome.end().epoch() + " epochs";
    exam.ifPresent(e -> e.neighbours(png, title));
  }

  @Override
  public void close() {
    exam.ifPresent(Exam::close);
    loader.close();
    compiled.close();
  }
}
