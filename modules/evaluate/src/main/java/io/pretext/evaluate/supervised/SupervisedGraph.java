package io.pretext.evaluate.supervised;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.zoo.Classifier;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A backbone with its classifiers and what they are to minimise, at the root of a graph: parameters
 * have the paths that a model has.
 *
 * <p>With a teacher, a network of two heads learns from the labels with its first and from the
 * teacher with its last; one head learns from both. Without one, every head learns from the labels,
 * and the loss is the mean over the heads.
 *
 * @param classifier the backbone and its heads
 * @param loss a scalar
 */
public record SupervisedGraph(Classifier classifier, SDVariable loss) {

  /** Input of the images, [N, 3, size, size]. */
  public static final String IMAGE = "image";

  /** Input of the targets, [N, classes]; rows sum to 1. */
  public static final String TARGETS = "targets";

  /** Input of what the teacher says, [N, classes]: see {@link Distillation#loss}. */
  public static final String TEACHER = "teacher";

  /** Adds it all to {@code g}. */
  public static SupervisedGraph build(
      Graph g, Backbone backbone, int batch, int size, int classes, Distillation distillation) {
    SDVariable image = g.input(IMAGE, batch, 3, size, size);
    SDVariable targets = g.input(TARGETS, batch, classes);
    Classifier classifier = Classifier.build(g, backbone, image, classes);
    List<SDVariable> heads = List.copyOf(classifier.logits().values());
    SDVariable loss =
        distillation.teaches()
            ? distillation.loss(
                g,
                heads.get(0),
                heads.get(heads.size() - 1),
                targets,
                g.input(TEACHER, batch, classes))
            : heads.stream()
                .map(logits -> CrossEntropy.loss(g, logits, targets))
                .reduce(SDVariable::add)
                .orElseThrow()
                .div(heads.size());
    return new SupervisedGraph(classifier, loss);
  }
}
