package io.pretext.evaluate.supervised;

import io.pretext.config.Check;
import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import io.pretext.graph.Shape;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a student learns from a teacher's logits on the same images.
 *
 * @param kind hard, soft or not at all
 * @param temperature by which both sides' logits are divided; of the soft kind
 * @param alpha weight of the teacher; the labels have 1 - alpha
 * @see <a href="https://arxiv.org/abs/2012.12877">Touvron et al., 2021</a>, equations 2 and 3
 */
public record Distillation(Kind kind, double temperature, double alpha) {

  /** How a teacher is listened to. */
  public enum Kind {
    NONE,
    /** To its distribution: the Kullback-Leibler divergence from it. */
    SOFT,
    /** To its decision: cross-entropy with the class that it finds most likely. */
    HARD
  }

  public Distillation {
    Check.positive("temperature", temperature);
    Check.fraction("alpha", alpha);
  }

  static Map<String, ?> defaults() {
    return Map.of("kind", "hard", "temperature", 3.0, "alpha", 0.5);
  }

  /** No teacher. */
  public static Distillation none() {
    return new Distillation(Kind.NONE, 3, 0.5);
  }

  /** Whether there is a teacher. */
  public boolean teaches() {
    return kind != Kind.NONE;
  }

  /**
   * {@code (1 - alpha) labels + alpha teacher}.
   *
   * @param labelled logits that learn from the labels, [N, classes]
   * @param taught logits that learn from the teacher, the same or others
   * @param targets from the labels, [N, classes]
   * @param teacher logits for the soft kind; for the hard kind 1 at the teacher's class, 0
   *     elsewhere ({@link #decisions})
   */
  SDVariable loss(
      Graph g, SDVariable labelled, SDVariable taught, SDVariable targets, SDVariable teacher) {
    SDVariable fromTeacher =
        kind == Kind.HARD
            ? CrossEntropy.loss(g, taught, teacher)
            : soft(g, taught, teacher, temperature);
    return CrossEntropy.loss(g, labelled, targets).mul(1 - alpha).add(fromTeacher.mul(alpha));
  }

  /**
   * The Kullback-Leibler divergence of the student's from the teacher's softened distribution,
   * times the square of the temperature, as DeiT has it: over the number of logits, so the mean
   * over images and classes.
   *
   * @param student logits [N, classes]
   * @param teacher logits [N, classes]
   */
  public static SDVariable soft(
      Graph g, SDVariable student, SDVariable teacher, double temperature) {
    SDVariable softened = g.stopGradient(teacher.div(temperature));
    SDVariable p = Layers.softmax(g, softened);
    SDVariable logP = Layers.logSoftmax(g, softened);
    SDVariable logQ = Layers.logSoftmax(g, student.div(temperature));
    long count = Shape.size(g.shape(student));
    return p.mul(logP.sub(logQ)).sum().mul(temperature * temperature / count);
  }

  /**
   * Replaces each row of logits by a one at the largest, the first of several, and zeros.
   *
   * @param logits [N, classes], row-major
   */
  public static void decisions(float[] logits, int classes) {
    for (int row = 0; row < logits.length; row += classes) {
      int best = row;
      for (int i = row; i < row + classes; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      for (int i = row; i < row + classes; i++) {
        logits[i] = i == best ? 1 : 0;
      }
    }
  }
}
