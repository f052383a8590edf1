package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.Vocabulary.Case;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** SameDiff's gradient of every vocabulary entry is right. */
final class VocabularyTest {

  /** Central differences see through a stop-gradient; autodiff must not. */
  private static final Set<String> STOPPED = Set.of("stop-gradient", "two branches, one stopped");

  static List<Case> cases() {
    return Vocabulary.cases();
  }

  static Stream<Case> smooth() {
    return cases().stream().filter(c -> !STOPPED.contains(c.name()));
  }

  /** Cases with a norm or a mask: another graph in evaluation. */
  static Stream<Case> modal() {
    return smooth().filter(VocabularyTest::differsInEvaluation);
  }

  @Test
  void namesDiffer() {
    Set<String> names = cases().stream().map(Case::name).collect(Collectors.toSet());

    assertThat(names).hasSize(cases().size()).containsAll(STOPPED);
  }

  @ParameterizedTest
  @MethodSource("smooth")
  @Tag("gradient")
  void gradientsMatchCentralDifferences(Case c) {
    check(c, Mode.TRAIN);
  }

  @ParameterizedTest
  @MethodSource("modal")
  @Tag("gradient")
  void gradientsMatchCentralDifferencesInEvaluation(Case c) {
    check(c, Mode.EVALUATE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void declaresItsInputs(Case c) {
    var g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);
    SDVariable loss = c.build().apply(g);

    assertThat(g.inputs().keySet()).isEqualTo(c.inputs().keySet());
    assertThat(g.shape(loss)).isEmpty();
    c.inputs().forEach((name, shape) -> assertThat(g.inputs().get(name)).isEqualTo(shape));
  }

  @Test
  void nothingFlowsThroughAStopGradient() {
    Case c = cases().stream().filter(k -> k.name().equals("stop-gradient")).findAny().orElseThrow();
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 5);
    SDVariable loss = c.build().apply(g);
    Map<String, INDArray> inputs = Feed.gaussian(g, 1);
    g.sd().setLossVariables(loss.name());

    String moved = "moved/x";
    INDArray gradient = g.materialise().calculateGradients(inputs, moved).get(moved);

    INDArray weights = Feed.gaussian(DataType.DOUBLE, 17, "weights", gradient.shape());
    INDArray x = inputs.get("x").add(g.sd().getVariable(moved).getArr());
    INDArray expected = Transforms.exp(x).mul(weights);
    assertThat(gradient.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-12);
  }

  private static void check(Case c, Mode mode) {
    var g = new Graph(mode, DataType.DOUBLE, 5);
    SDVariable loss = c.build().apply(g);
    Map<String, INDArray> inputs = Feed.gaussian(g, 1);
    NumericGradients.check(g, loss, "", inputs, 1e-6);
  }

  private static boolean differsInEvaluation(Case c) {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 5);
    c.build().apply(g);
    return !g.updates().isEmpty() || !g.randomInputs().isEmpty();
  }
}
