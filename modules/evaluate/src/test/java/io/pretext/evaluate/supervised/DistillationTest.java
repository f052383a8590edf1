package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.evaluate.supervised.Distillation.Kind;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.Feed;
import io.pretext.testkit.NumericGradients;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class DistillationTest {

  private static final double[][] STUDENT = {{1, 2, 0.5}, {-3, 0, 4}};
  private static final double[][] OTHER = {{0.1, -0.2, 0.3}, {1, 1, -2}};
  private static final double[][] TARGETS = {{1, 0, 0}, {0.1, 0.8, 0.1}};
  private static final double[][] TEACHER = {{3, 0, -1}, {0.5, 2, 2.5}};

  /** Equation 2 of the paper with DeiT's mean over images and classes, term by term. */
  private static double softLoops(double[][] student, double[][] teacher, double t) {
    double total = 0;
    for (int i = 0; i < student.length; i++) {
      double[] q = softmax(student[i], t);
      double[] p = softmax(teacher[i], t);
      for (int c = 0; c < p.length; c++) {
        total += p[c] * Math.log(p[c] / q[c]);
      }
    }
    return total * t * t / (student.length * student[0].length);
  }

  private static double[] softmax(double[] logits, double t) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit / t);
    }
    double[] softmax = new double[logits.length];
    for (int c = 0; c < softmax.length; c++) {
      softmax[c] = Math.exp(logits[c] / t) / sum;
    }
    return softmax;
  }

  @Test
  void softIsTheDivergenceWrittenAsLoops() {
    for (double t : new double[] {1, 3}) {
      assertThat(value(new Distillation(Kind.SOFT, t, 1), STUDENT, OTHER, TEACHER))
          .isCloseTo(softLoops(OTHER, TEACHER, t), within(1e-12));
    }
  }

  @Test
  void agreeingWithTheTeacherCostsNothing() {
    assertThat(value(new Distillation(Kind.SOFT, 3, 1), STUDENT, TEACHER, TEACHER))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void hardIsTheCrossEntropyWithTheTeachersClass() {
    double[][] decided = {{1, 0, 0}, {0, 0, 1}};

    assertThat(value(new Distillation(Kind.HARD, 3, 1), STUDENT, OTHER, decided))
        .isCloseTo(CrossEntropyTest.loops(OTHER, decided), within(1e-12));
  }

  @Test
  void alphaWeighsLabelsAndTeacher() {
    double labels = CrossEntropyTest.loops(STUDENT, TARGETS);

    assertThat(value(new Distillation(Kind.SOFT, 2, 0.3), STUDENT, OTHER, TEACHER))
        .isCloseTo(0.7 * labels + 0.3 * softLoops(OTHER, TEACHER, 2), within(1e-12));
    assertThat(value(new Distillation(Kind.SOFT, 2, 0), STUDENT, OTHER, TEACHER))
        .isCloseTo(labels, within(1e-12));
  }

  @Test
  void decisionsAreTheFirstOfTheLargest() {
    float[] logits = {1, 5, -2, 4, 4, 0, -3, -2, -1};

    Distillation.decisions(logits, 3);

    assertThat(logits).containsExactly(0, 1, 0, 1, 0, 0, 0, 0, 1);
  }

  @Test
  @Tag("gradient")
  void gradientMatchesCentralDifferencesAndSparesTheTeacher() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable teacher = g.constant(Nd4j.createFromArray(TEACHER));
    SDVariable loss = Distillation.soft(g, g.input("student", 2, 3), teacher, 2.5);

    NumericGradients.checkInputs(g, loss, Feed.gaussian(g, 1), 1e-7);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Distillation(Kind.SOFT, 0, 0.5))
        .hasMessage("temperature must be greater than 0, was 0");
    assertThatThrownBy(() -> new Distillation(Kind.SOFT, 1, 1.5))
        .hasMessage("alpha must be in [0, 1], was 1.5");
  }

  private static double value(
      Distillation distillation, double[][] labelled, double[][] taught, double[][] teacher) {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable loss =
        distillation.loss(
            g,
            g.input("labelled", 2, 3),
            g.input("taught", 2, 3),
            g.input("targets", 2, 3),
            g.input("teacher", 2, 3));
    return g.sd()
        .output(
            Map.of(
                "labelled", Nd4j.createFromArray(labelled),
                "taught", Nd4j.createFromArray(taught),
                "targets", Nd4j.createFromArray(TARGETS),
                "teacher", Nd4j.createFromArray(teacher)),
            loss.name())
        .get(loss.name())
        .getDouble(0);
  }
}
