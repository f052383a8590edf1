package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.app.model.InitialWeights;
import io.pretext.app.model.Models;
import io.pretext.app.model.Preparation;
import io.pretext.augment.InOrder;
import io.pretext.augment.Normalisation;
import io.pretext.evaluate.LabelledImages;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.List;
import java.util.Map;

/**
 * A model whose logits a student learns from. It sees the views of the student, in its own
 * normalisation.
 */
final class Teacher implements AutoCloseable {

  private final FrozenClassifier classifier;
  private final Normalisation normalisation;
  private final int size;
  private final float[] slope = new float[3];
  private final float[] offset = new float[3];
  private final Tensor image;

  private Teacher(
      FrozenClassifier classifier, Normalisation own, Normalisation student, int size, int batch) {
    this.classifier = classifier;
    this.normalisation = own;
    this.size = size;
    this.image = Tensor.zeros(batch, 3, size, size);
    for (int c = 0; c < 3; c++) {
      // Out of the student's normalisation and into ours, in one step.
      slope[c] = student.std()[c] / own.std()[c];
      offset[c] = (student.mean()[c] - own.mean()[c]) / own.std()[c];
    }
  }

  /**
   * Compiles the teacher that {@code config} names.
   *
   * @param batch images per forward pass
   * @throws IllegalArgumentException if it does not know the classes of {@code config}
   */
  static Teacher of(FinetuneConfig config, int batch) {
    String name = config.teacher();
    var views = config.viewSettings();
    int classes = config.classes().size();
    try (Model model = Models.open(name)) {
      Description description = model.description();
      requireClasses(name, description.classes(), config.classes());
      FrozenClassifier classifier =
          FrozenClassifier.of(
              description.backbone(),
              description.options(),
              views.size(),
              batch,
              classes,
              config.engine());
      try {
        requireHeads(name, model, classifier, classes);
        var weights = InitialWeights.of(name, model, classifier.shapes(), views.size());
        classifier.load(weights);
      } catch (RuntimeException e) {
        classifier.close();
        throw e;
      }
      Normalisation own = Preparation.of(description).normalisation();
      return new Teacher(classifier, own, views.normalisation(), views.size(), batch);
    }
  }

  private static void requireClasses(String name, List<String> known, List<String> wanted) {
    if (!known.isEmpty() && !known.equals(wanted)) {
      throw new IllegalArgumentException(
          "the teacher %s knows the classes %s, the images have %s: take a teacher of the same classes"
              .formatted(name, some(known), some(wanted)));
    }
  }

  private static String some(List<String> classes) {
    String first = String.join(", ", classes.subList(0, Math.min(3, classes.size())));
    return classes.size() > 3 ? first + ", ... (" + classes.size() + ")" : first;
  }

  private static void requireHeads(
      String name, Model model, FrozenClassifier classifier, int classes) {
    for (String head : classifier.heads()) {
      String weight = head + "/weight";
      if (!model.paths().contains(weight)) {
        throw new IllegalArgumentException(
            "the teacher " + name + " has no classifier '" + head + "': fine-tune it first");
      }
      if (model.shape(weight)[0] != classes) {
        throw new IllegalArgumentException(
            "the teacher %s knows %d classes, the images have %d: take a teacher of the same classes"
                .formatted(name, model.shape(weight)[0], classes));
      }
    }
  }

  /**
   * What it says of images, row-major: [N, classes].
   *
   * @param views [N, 3, size, size] in the student's normalisation
   */
  float[] logits(Tensor views) {
    int plane = size * size;
    for (int i = 0; i < views.data().capacity(); i++) {
      int c = i / plane % 3;
      image.data().put(i, slope[c] * views.data().get(i) + offset[c]);
    }
    return classifier.answer(new Batch(Map.of(InOrder.INPUT, image)));
  }

  /** What it says of {@code images}, which are in its own normalisation. */
  float[][] logits(LabelledImages images) {
    return classifier.logits(images).get(FrozenClassifier.ANSWER);
  }

  Normalisation normalisation() {
    return normalisation;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
