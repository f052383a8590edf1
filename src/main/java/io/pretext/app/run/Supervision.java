package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.Dataset;
import io.pretext.engine.Step;
import io.pretext.report.AccuracyCurve;
import io.pretext.train.MetricsLog;
import io.pretext.train.Progress;
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
  public Map<String, String> subject() {
    return Map.of("backbone", config.backbone().name());
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
  public Course course() {
    return new Course(
        images,
        config.viewSettings(),
        config.seed(),
        batches.stepsPerEpoch(),
        batches::epoch,
        compiled.optimizer(config),
        config.schedule(),
        config.engine(),
        config.evaluate()::isDue);
  }

  @Override
  public Step step() {
    return compiled.step();
  }

  @Override
  public void begin(MetricsLog log, Progress from) {
    if (from.steps() == 0) {
      console.say("from " + origin);
    }
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
  public Map<String, Object> learned(Outcome outcome) {
    var heads = new LinkedHashMap<String, Object>();
    compiled.heads().forEach(head -> heads.put(head, outcome.last(OF_HEAD + head)));
    Map<String, Object> learned = new LinkedHashMap<>();
    learned.put("top1", outcome.last("top1"));
    learned.put("top5", outcome.last("top5"));
    learned.put("top1_by_head", heads);
    agreement().ifPresent(agreement -> learned.put("agreement_by_head", agreement));
    tell(learned);
    return learned;
  }

  private Optional<Map<String, Double>> agreement() {
    if (config.teacher().isEmpty()) {
      return Optional.empty();
    }
    try (Teacher examiner = Teacher.of(config, config.evaluate().batch())) {
      return Optional.of(exam.agreement(step()::read, examiner));
    }
  }

  private void tell(Map<String, Object> learned) {
    console.say(
        String.format(
            Locale.ROOT, "top-1 %.2f %%, top-5 %.2f %%", learned.get("top1"), learned.get("top5")));
    if (compiled.heads().size() > 1 || learned.containsKey("agreement_by_head")) {
      console.say("top-1 by head " + learned.get("top1_by_head"));
    }
    if (learned.containsKey("agreement_by_head")) {
      console.say("agreement with the teacher " + learned.get("agreement_by_head"));
    }
  }

  @Override
  public void draw(Outcome outcome) {
    var marks = outcome.log().stream().filter(line -> line.containsKey("top1")).toList();
    new AccuracyCurve(
            title(),
            "top-1 (%)",
            numbers(marks, "epoch"),
            numbers(marks, "top1"),
            List.of(new AccuracyCurve.Baseline("chance", 100.0 / config.classes().size())))
        .write(outcome.run().path().resolve("accuracy.png"));
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
