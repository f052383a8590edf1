package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Tensor;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

final class TeacherTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final BackboneOptions NARROW = BackboneOptions.ofWidth(0.25);

  @TempDir private Path folder;

  /** A ResNet-20 as initialised, in a file; gives its graph. */
  private Graph write(String name, List<Double> mean, List<Double> deviation, List<String> known) {
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 5);
    Classifier.build(
        g, Backbones.create("resnet20", NARROW), g.input("image", 4, 3, 16, 16), known.size());
    Map<String, long[]> shapes = g.values();
    ModelFile.write(
        folder.resolve(name),
        new Description("resnet20", 0.25, false, 32, mean, deviation, known, "test"),
        shapes,
        g::initial);
    return g;
  }

  private FinetuneConfig config(String teacher) {
    return FinetuneConfig.fromScratch(
            "finetune/scratch-conv",
            "resnet20",
            List.of(
                "views.size=16",
                "views.normalise=cifar10",
                "engine.threads=1",
                "teacher='" + folder.resolve(teacher) + "'"))
        .of(CLASSES);
  }

  @Test
  void seesTheStudentsViewsInItsOwnNormalisation() {
    List<Double> mean = List.of(0.1, 0.2, 0.3);
    List<Double> deviation = List.of(0.5, 0.6, 0.7);
    Graph g = write("teacher.safetensors", mean, deviation, CLASSES);
    var student = config("teacher.safetensors").viewSettings().normalisation();
    Tensor raw = Tensor.zeros(4, 3, 16, 16);
    Tensor students = Tensor.zeros(4, 3, 16, 16);
    Tensor teachers = Tensor.zeros(4, 3, 16, 16);
    var random = new SplittableRandom(3);
    for (int i = 0; i < students.data().capacity(); i++) {
      int c = i / 256 % 3;
      float value = (float) random.nextDouble();
      students.data().put(i, (value - student.mean()[c]) / student.std()[c]);
      teachers.data().put(i, (float) ((value - mean.get(c)) / deviation.get(c)));
    }
    try (Teacher teacher = Teacher.of(config("teacher.safetensors"), 4);
        var itself =
            FrozenClassifier.of(
                "resnet20", NARROW, 16, 4, 3, config("teacher.safetensors").engine())) {
      itself.load(g::initial);
      float[] expected = itself.answer(new Batch(Map.of("image", teachers)));

      float[] says = teacher.logits(students);

      assertThat(says).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
      assertThat(says[0]).isNotCloseTo(says[3], within(1e-3f));
    }
  }

  @Test
  void otherClassesAreRefused() {
    List<Double> half = List.of(0.5, 0.5, 0.5);
    write("other.safetensors", half, half, List.of("a", "b", "d"));
    write("more.safetensors", half, half, List.of("a", "b", "c", "d", "e"));

    assertThatThrownBy(() -> Teacher.of(config("other.safetensors"), 4))
        .hasMessageContaining("knows the classes a, b, d, the images have a, b, c: take a teacher");
    assertThatThrownBy(() -> Teacher.of(config("more.safetensors"), 4))
        .hasMessageContaining("knows the classes a, b, c, ... (5), the images have a, b, c");
  }
}
