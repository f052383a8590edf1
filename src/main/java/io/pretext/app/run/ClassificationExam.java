package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.augment.Normalisation;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.Accuracy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Asks a classifier for the classes of images that it was not trained on. */
final class ClassificationExam implements AutoCloseable {

  /**
   * How it did.
   *
   * @param answer of all heads together
   * @param heads per cent of the images that each head tells right
   */
  record Marks(Accuracy answer, Map<String, Double> heads) {}

  private final FinetuneConfig config;
  private final Dataset questions;
  private final FrozenClassifier student;

  ClassificationExam(FinetuneConfig config, Dataset questions) {
    this.config = config;
    this.questions = questions;
    this.student =
        FrozenClassifier.of(
            config.backbone().name(),
            config.options(),
            config.viewSettings().size(),
            config.evaluate().batch(),
            config.classes().size(),
            config.engine());
  }

  /** With the given values by path. */
  Marks marks(Function<String, float[]> values) {
    student.load(values);
    try (var ordered = ordered(config.viewSettings().normalisation())) {
      Map<String, float[][]> logits = student.logits(ordered.images());
      int[] labels = ordered.images().labels();
      var heads = new LinkedHashMap<String, Double>();
      for (String head : student.heads()) {
        heads.put(head, Accuracy.of(logits.get(head), labels).top1());
      }
      return new Marks(Accuracy.of(logits.get(FrozenClassifier.ANSWER), labels), heads);
    }
  }

  /**
   * Per cent of the images in which each head finds the class that the teacher finds.
   *
   * @param teacher compiled for the batches of an examination
   */
  Map<String, Double> agreement(Function<String, float[]> values, Teacher teacher) {
    student.load(values);
    try (var own = ordered(config.viewSettings().normalisation());
        var teachers = ordered(teacher.normalisation())) {
      Map<String, float[][]> logits = student.logits(own.images());
      float[][] says = teacher.logits(teachers.images());
      var agreement = new LinkedHashMap<String, Double>();
      for (String head : student.heads()) {
        agreement.put(head, Accuracy.agreement(logits.get(head), says));
      }
      return agreement;
    }
  }

  private Ordered ordered(Normalisation normalisation) {
    return Ordered.of(
        questions,
        config.viewSettings().size(),
        normalisation,
        config.evaluate().batch(),
        config.data().threads());
  }

  @Override
  public void close() {
    student.close();
  }
}
