package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What must hold of every method: its test implements this and adds what is its own.
 *
 * <p>The graphs are run by SameDiff in double, on one batch of noise.
 */
public interface TrainingContract {

  /** Builds the method on a {@link TinyBackbone}; gives the loss. */
  SDVariable loss(Graph g);

  /** Whether the parameter at {@code path} is meant to be moved by a gradient. */
  default boolean trained(String path) {
    return true;
  }

  /** Learning rate at which twenty steps of plain gradient descent help. */
  default double rate() {
    return 0.05;
  }

  @Test
  default void lossIsFiniteAndFallsInTwentySteps() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 7);
    SDVariable loss = loss(g);
    SameDiff sd = ready(g, loss);
    Map<String, INDArray> inputs = Feed.gaussian(g, 1);
    double first = value(sd, loss, inputs);

    for (int step = 0; step < 20; step++) {
      sd.calculateGradients(inputs, paths(g))
          .forEach((path, d) -> sd.getVariable(path).getArr().subi(d.mul(rate())));
    }

    assertThat(first).isFinite();
    assertThat(value(sd, loss, inputs)).isFinite().isLessThan(first);
  }

  @Test
  default void everyTrainedParameterHasAGradient() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 7);
    SameDiff sd = ready(g, loss(g));

    Map<String, INDArray> gradients = sd.calculateGradients(Feed.gaussian(g, 1), paths(g));

    paths(g)
        .forEach(
            path ->
                assertThat(gradients.get(path).norm1Number().doubleValue()).as(path).isPositive());
  }

  @Test
  @Tag("gradient")
  default void gradientsMatchCentralDifferences() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 7);
    SDVariable loss = loss(g);

    for (String scope : paths(g).stream().map(path -> path.split("/")[0]).distinct().toList()) {
      NumericGradients.check(g, loss, scope, Feed.gaussian(g, 1), 1e-5);
    }
  }

  private List<String> paths(Graph g) {
    return g.parameters().keySet().stream().filter(this::trained).toList();
  }

  private static SameDiff ready(Graph g, SDVariable loss) {
    g.sd().setLossVariables(loss.name());
    return g.materialise();
  }

  private static double value(SameDiff sd, SDVariable loss, Map<String, INDArray> inputs) {
    return sd.output(inputs, loss.name()).get(loss.name()).getDouble(0);
  }
}
