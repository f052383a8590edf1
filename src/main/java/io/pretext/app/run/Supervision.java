package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.Dataset;
import io.pretext.engine.Step;
import io.pretext.graph.Batch;
import io.pretext.report.AccuracyCurve;
import io.pretext.train.MetricsLog;
import io.pretext.train.OptimizerConfig;
import io.pretext.train.Progress;
import io.pretext.train.RunDirectory;
import io.pretext.train.ScheduleConfig;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Training of a classifier on labelled images, from scratch or from a model. */
final class Supervision implements Training {

  private static final String OF_HEAD = "top1_";

  private final FinetuneConfig config;
  private final Dataset images;
  private final CompiledClassifier compiled;
  private final OptimizerConfig optimizer;
  private final Optional<Teacher> teacher;
  private final SupervisedBatches batches;
  private final ClassificationExam exam;
  private final Console console;
  private String origin = "scratch";

  /** Takes over what it is given, to close it. */
  private Supervision(
      FinetuneConfig config,
      Questions questions,
      CompiledClassifier compiled,
      Optional<Teacher> teacher,
      Console console) {
    this.config = config;
    this.images = questions.bank();
    this.compiled = compiled;
    this.optimizer = compiled.optimizer(config);
    this.teacher = teacher;
    this.console = console;
    this.batches = new SupervisedBatches(config, images, teacher);
    this.exam = new ClassificationExam(config, questions.queries());
  }

  /**
   * @param questions the images to train on, and those to be asked about
   * @param choices kernels chosen by an earlier session; empty to choose by measuring
   */
  static Supervision of(
      FinetuneConfig config, Questions questions, Map<String, String> choices, Console console) {
    CompiledClassifier compiled = CompiledClassifier.of(config, choices);
    Optional<Teacher> teacher = Optional.empty();
    try {
      if (config.taught().teaches()) {
        teacher = Optional.of(Teacher.of(config, config.schedule().batch()));
      }
      return new Supervision(config, questions, compiled, teacher, console);
    } catch (RuntimeException e) {
      teacher.ifPresent(Teacher::close);
      compiled.close();
      throw e;
    }
  }

  /** Takes the weights that the settings name, if they name any. */
  void start() {
    if (config.backbone().weights().isEmpty()) {
      return;
    }
    origin =
        config.backbone().weights()
            + (compiled.start(config) ? ", backbone and heads" : ", backbone alone; new heads");
  }

  @Override
  public String title() {
    return config.backbone().name() + ", " + images.name();
  }

  @Override
  public String introduction() {
    return String.format(
        Locale.ROOT,
        "%s on %s: %d images, %d classes, %d of %d arrays trained",
        config.backbone().name(),
        images.name(),
        images.size(),
        config.classes().size(),
        step().trained().size(),
        compiled.shapes().size());
  }

  @Override
  public Step step() {
    return compiled.step();
  }

  @Override
  public OptimizerConfig optimizer() {
    return optimizer;
  }

  @Override
  public ScheduleConfig schedule() {
    return config.schedule();
  }

  @Override
  public EngineConfig engine() {
    return config.engine();
  }

  @Override
  public int stepsPerEpoch() {
    return batches.stepsPerEpoch();
  }

  @Override
  public Iterator<Batch> epoch(int epoch) {
    return batches.epoch(epoch);
  }

  @Override
  public void begin(RunDirectory run, MetricsLog log, Progress from) {
    if (from.steps() == 0) {
      console.say("from " + origin);
      Pictures.views(
          run.path().resolve("views.png"), title(), images, config.viewSettings(), config.seed());
    }
  }

  @Override
  public int every() {
    return config.evaluate().every();
  }

  @Override
  public String examine(Map<String, Object> metrics) {
    ClassificationExam.Marks marks = exam.marks(step()::read);
    metrics.put("top1", marks.answer().top1());
    metrics.put("top5", marks.answer().top5());
    marks.heads().forEach((head, top1) -> metrics.put(OF_HEAD + head, top1));
    return String.format(Locale.ROOT, "  top-1 %.2f %%", marks.answer().top1());
  }

  @Override
  public Map<String, Object> result(Outcome outcome) {
    var heads = new LinkedHashMap<String, Object>();
    compiled.heads().forEach(head -> heads.put(head, outcome.last(OF_HEAD + head)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("backbone", config.backbone().name());
    result.put("dataset", images.name());
    result.put("images", images.size());
    result.put("epochs", outcome.end().epoch());
    result.put("steps", outcome.end().steps());
    result.put("loss_first", outcome.end().firstLoss());
    result.put("loss_last", outcome.end().lastLoss());
    result.put("top1", outcome.last("top1"));
    result.put("top5", outcome.last("top5"));
    result.put("top1_by_head", heads);
    agreement().ifPresent(agreement -> result.put("agreement_by_head", agreement));
    result.put("images_per_second", outcome.imagesPerSecond());
    result.put("seconds", outcome.run().seconds());
    result.put("peak_rss_mb", Machine.peakMemoryMb());
    result.put("run", outcome.run().path().toString());
    tell(result);
    return result;
  }

  private Optional<Map<String, Double>> agreement() {
    if (config.teacher().isEmpty()) {
      return Optional.empty();
    }
    try (Teacher examiner = Teacher.of(config, config.evaluate().batch())) {
      return Optional.of(exam.agreement(step()::read, examiner));
    }
  }

  private void tell(Map<String, Object> result) {
    console.say(
        String.format(
            Locale.ROOT, "top-1 %.2f %%, top-5 %.2f %%", result.get("top1"), result.get("top5")));
    if (compiled.heads().size() > 1 || result.containsKey("agreement_by_head")) {
      console.say("top-1 by head " + result.get("top1_by_head"));
    }
    if (result.containsKey("agreement_by_head")) {
      console.say("agreement with the teacher " + result.get("agreement_by_head"));
    }
  }

  @Override
  public void draw(Outcome outcome) {
    var folder = outcome.run().path();
    Pictures.loss(folder.resolve("loss.png"), title(), outcome.log(), stepsPerEpoch());
    var marks = outcome.log().stream().filter(line -> line.containsKey("top1")).toList();
    new AccuracyCurve(
            title(),
            "top-1 (%)",
            numbers(marks, "epoch"),
            numbers(marks, "top1"),
            List.of(new AccuracyCurve.Baseline("chance", 100.0 / config.classes().size())))
        .write(folder.resolve("accuracy.png"));
  }

  private static double[] numbers(List<Map<String, Object>> lines, String name) {
    return lines.stream().mapToDouble(line -> ((Number) line.get(name)).doubleValue()).toArray();
  }

  @Override
  public void close() {
    exam.close();
    batches.close();
    teacher.ifPresent(Teacher::close);
    compiled.close();
  }
}
