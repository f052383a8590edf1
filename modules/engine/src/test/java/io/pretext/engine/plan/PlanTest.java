package io.pretext.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

final class PlanTest {

  @Test
  void batchNormAndReluBecomeOneNodeInTraining() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable loss = convNormRelu(g, "a", image(g)).sum();

    List<Op> ops = ops(Plan.training(g, loss, List.of(), path -> true));

    assertThat(ops).contains(new Op.BatchNorm(1e-5, 1, true)).doesNotContain(relu());
  }

  @Test
  void aNormInGroupsTakesItsReluToo() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable loss = g.splitNorms(2, () -> convNormRelu(g, "a", image(g))).sum();

    List<Op> ops = ops(Plan.training(g, loss, List.of(), path -> true));

    assertThat(ops)
        .contains(new Op.BatchNorm(1e-5, 2, true), new Op.BatchNormGradient(1e-5, 2, true))
        .doesNotContain(relu());
  }

  @Test
  void aReluWhoseInputIsReadElsewhereStaysApart() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable y = Layers.batchNorm2d(g, "bn", Layers.conv(g, "conv", image(g), 4, 3, 1, 1));
    SDVariable loss = Layers.relu(g, y).add(y).sum();

    List<Op> ops = ops(Plan.training(g, loss, List.of(), path -> true));

    assertThat(ops).contains(new Op.BatchNorm(1e-5, 1, false), relu());
  }

  @Test
  void aResidualBlockBecomesTwoConvolutionsInEvaluation() {
    var g = graph(Graph.Mode.EVALUATE);
    SDVariable x = Layers.conv(g, "stem", image(g), 4, 3, 1, 1);
    SDVariable branch = Layers.conv(g, "conv", convNormRelu(g, "a", x), 4, 3, 1, 1);
    SDVariable y = Layers.relu(g, Layers.batchNorm2d(g, "bn", branch).add(x));

    Plan plan = Plan.inference(g, List.of(y.name()));

    List<Op.Convolution> convolutions =
        plan.nodes().stream()
            .filter(n -> n.op() instanceof Op.Convolution)
            .map(n -> (Op.Convolution) n.op())
            .toList();
    assertThat(convolutions).hasSize(3);
    assertThat(convolutions.get(1)).matches(c -> c.bias() && c.relu() && !c.residual());
    assertThat(convolutions.get(2)).matches(c -> c.bias() && c.relu() && c.residual());
    assertThat(plan.nodes()).noneMatch(n -> n.output().rank() == 4 && isElementwise(n));
  }

  /** The sum of a RepVGG's block: one pass scales the identity, two convolutions do the rest. */
  @Test
  void threeBranchesBecomeAScaleAndTwoConvolutionsInEvaluation() {
    var g = graph(Graph.Mode.EVALUATE);
    SDVariable x = Layers.conv(g, "stem", image(g), 4, 3, 1, 1);
    SDVariable pointwise = Layers.batchNorm2d(g, "bn1", Layers.conv(g, "one", x, 4, 1, 1, 0));
    SDVariable dense = Layers.batchNorm2d(g, "bn3", Layers.conv(g, "three", x, 4, 3, 1, 1));
    SDVariable y = Layers.relu(g, dense.add(pointwise.add(Layers.batchNorm2d(g, "id", x))));

    Plan plan = Plan.inference(g, List.of(y.name()));

    assertThat(plan.nodes().stream().filter(n -> n.output().rank() == 4 && isElementwise(n)))
        .singleElement()
        .matches(n -> n.op().equals(new Op.Binary(Op.Operator.MULTIPLY, false)));
    assertThat(plan.nodes().stream().map(Node::op).filter(Op.Convolution.class::isInstance))
        .extracting(op -> ((Op.Convolution) op).residual())
        .containsExactly(false, true, true);
  }

  @Test
  void nothingIsComputedBackwardsBehindAStopGradient() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable stopped = g.stopGradient(Layers.conv(g, "target", image(g), 4, 3, 1, 1));
    SDVariable loss = Layers.conv(g, "online", image(g), 4, 3, 1, 1).mul(stopped).sum();

    Plan plan = Plan.training(g, loss, List.of(), path -> true);

    assertThat(plan.gradients()).containsOnlyKeys("online/weight");
    assertThat(plan.nodes()).noneMatch(n -> n.path().equals("grad/target"));
  }

  @Test
  void frozenParametersAndImagesCostNoGradient() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable frozen = Layers.conv(g, "frozen", image(g), 4, 3, 1, 1);
    SDVariable loss = Layers.conv(g, "trained", frozen, 4, 3, 1, 1).sum();

    Plan plan = Plan.training(g, loss, List.of(), path -> path.startsWith("trained"));

    assertThat(plan.gradients()).containsOnlyKeys("trained/weight");
    assertThat(plan.nodes()).noneMatch(n -> n.op() instanceof Op.ConvolutionDataGradient);
  }

  @Test
  void anOpWithoutARuleIsNamedWithItsPath() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable w = g.parameter("w", Init.ones(), 3);
    SDVariable floor = g.in("head", () -> g.sd().math().floor(g.path("rounded"), w));

    assertThatThrownBy(() -> Plan.training(g, floor.sum(), List.of(), path -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("op floor at head/rounded has no rule in the engine")
        .hasMessageContaining("reference engine");
  }

  @Test
  void aLossOfManyElementsIsRefused() {
    var g = graph(Graph.Mode.TRAIN);
    SDVariable w = g.parameter("w", Init.ones(), 3);

    assertThatThrownBy(() -> Plan.training(g, w.mul(2), List.of(), path -> true))
        .hasMessageContaining("has 3 elements; reduce it to one");
  }

  private static boolean isElementwise(Node node) {
    return node.op() instanceof Op.Binary
        && node.output().shape()[2] > 1
        && node.output().shape()[3] > 3;
  }

  private static Op relu() {
    return new Op.Unary(Op.Function.RELU);
  }

  private static List<Op> ops(Plan plan) {
    return plan.nodes().stream().map(Node::op).toList();
  }

  private static Graph graph(Graph.Mode mode) {
    return new Graph(mode, DataType.FLOAT, 3);
  }

  private static SDVariable image(Graph g) {
    return g.input("image", 2, 3, 8, 8);
  }

  private static SDVariable convNormRelu(Graph g, String scope, SDVariable x) {
    return g.in(
        scope,
        () -> Layers.relu(g, Layers.batchNorm2d(g, "bn", Layers.conv(g, "conv", x, 4, 3, 1, 1))));
  }
}
