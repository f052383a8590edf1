package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.EvaluateConfig;
import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.Preparation;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.Accuracy;
import io.pretext.evaluate.LabelledImages;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a model's classifier does on labelled images.
 *
 * @param accuracy of its answers
 * @param imagesPerSecond read, made ready and classified
 */
public record Judgement(Accuracy accuracy, double imagesPerSecond) {

  private static final Logger LOG = LoggerFactory.getLogger(Judgement.class);
  private static final int FEW = 3;

  /**
   * Asks the classifier of {@code model} about every image.
   *
   * @throws IllegalArgumentException if the model has no classifier or other classes, or an image
   *     has no label
   */
  public static Judgement of(Model model, Dataset images, EngineConfig engine) {
    int batch = EvaluateConfig.defaults().batch();
    Preparation preparation = Preparation.of(model.description());
    try (var compiled = CompiledModel.of(model, CompiledModel.Output.LOGITS, batch, engine);
        var ordered =
            Ordered.of(
                images,
                preparation.image(),
                preparation.normalisation(),
                batch,
                Runtime.getRuntime().availableProcessors())) {
      int[] classes = classes(model.description(), compiled.width(), images);
      LabelledImages asked = ordered.images();
      int[] labels =
          Arrays.stream(asked.labels()).map(label -> label < 0 ? label : classes[label]).toArray();
      long began = System.nanoTime();
      Accuracy accuracy =
          Accuracy.of(new LabelledImages(asked.parts(), labels), compiled.encoder());
      return new Judgement(accuracy, images.size() * 1e9 / (System.nanoTime() - began));
    }
  }

  /**
   * The model's number of each class of {@code images}: by name if it knows their names; the same
   * number if there are as many and the names have nothing in common.
   */
  static int[] classes(Description description, int known, Dataset images) {
    List<String> names = images.classes();
    List<String> own = description.classes();
    if (!own.isEmpty() && own.containsAll(names)) {
      return names.stream().mapToInt(own::indexOf).toArray();
    }
    if (names.size() != known || names.stream().anyMatch(own::contains)) {
      throw new IllegalArgumentException(
          "%s has the classes %s, the model knows %s: take images of its classes"
              .formatted(images.name(), few(names), own.isEmpty() ? known + " others" : few(own)));
    }
    if (!own.isEmpty()) {
      LOG.warn("{} has other names of classes than the model: they go by number", images.name());
    }
    int[] same = new int[known];
    Arrays.setAll(same, i -> i);
    return same;
  }

  private static String few(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(FEW, names.size())));
    return names.size() <= FEW ? first : first + ", ... (" + names.size() + ")";
  }
}
