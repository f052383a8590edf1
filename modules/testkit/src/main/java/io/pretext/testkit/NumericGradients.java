package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Graph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds SameDiff's gradients against central differences in double.
 *
 * <p>Of each array about six elements are moved one at a time, and then all of them at once in a
 * random direction, so that no element escapes.
 */
public final class NumericGradients {

  private static final double STEP = 1e-5;
  private static final int ELEMENTS = 6;

  /** Below this share of the largest gradient, a gradient is compared absolutely. */
  private static final double NEGLIGIBLE = 1e-3;

  private final SameDiff sd;
  private final String loss;
  private final Map<String, INDArray> inputs;

  private NumericGradients(Graph g, SDVariable loss, Map<String, INDArray> inputs) {
    assertThat(g.type()).as("gradients are checked in double").isEqualTo(DataType.DOUBLE);
    this.sd = g.materialise();
    this.loss = loss.name();
    this.inputs = Feed.withRandomInputs(g, inputs);
    sd.setLossVariables(this.loss);
    List<String> differentiated = new ArrayList<>(g.parameters().keySet());
    differentiated.addAll(g.inputs().keySet());
    sd.createGradFunction(differentiated.toArray(String[]::new));
  }

  /**
   * Checks the gradient of {@code loss} for every parameter under {@code scope}; "" means all.
   *
   * @param tolerance largest error, as a share of the largest gradient in the same array
   */
  public static void check(
      Graph g, SDVariable loss, String scope, Map<String, INDArray> inputs, double tolerance) {
    List<String> names =
        g.parameters().keySet().stream()
            .filter(path -> scope.isEmpty() || path.startsWith(scope + "/"))
            .toList();
    assertThat(names).as("parameters under '%s'", scope).isNotEmpty();
    var checker = new NumericGradients(g, loss, inputs);
    Map<String, INDArray> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, checker.sd.getVariable(name).getArr()));
    checker.check(values, tolerance);
  }

  /** Checks the gradient of {@code loss} for every input of the graph that is not drawn. */
  public static void checkInputs(
      Graph g, SDVariable loss, Map<String, INDArray> inputs, double tolerance) {
    new NumericGradients(g, loss, inputs).check(inputs, tolerance);
  }

  private void check(Map<String, INDArray> values, double tolerance) {
    Map<String, INDArray> gradients = sd.calculateGradients(inputs, values.keySet());
    double floor = NEGLIGIBLE * largest(gradients.values());
    values.forEach(
        (name, value) -> {
          INDArray gradient = gradients.get(name);
          assertThat(gradient).as("gradient of %s", name).isNotNull();
          assertThat(gradient.shape()).as("gradient of %s", name).isEqualTo(value.shape());
          double scale = Math.max(Math.max(gradient.amaxNumber().doubleValue(), floor), 1e-8);
          checkElements(name, value, gradient, tolerance * scale);
          checkDirection(name, value, gradient, tolerance * scale);
        });
  }

  private void checkElements(String name, INDArray value, INDArray gradient, double allowed) {
    long stride = Math.max(1, value.length() / ELEMENTS);
    for (long i = 0; i < value.length(); i += stride) {
      double at = value.getDouble(i);
      value.putScalar(i, at + STEP);
      double above = loss();
      value.putScalar(i, at - STEP);
      double below = loss();
      value.putScalar(i, at);
      assertThat(gradient.getDouble(i))
          .as("gradient of %s at %d", name, i)
          .isCloseTo((above - below) / (2 * STEP), within(allowed));
    }
  }

  private void checkDirection(String name, INDArray value, INDArray gradient, double allowed) {
    var random = new SplittableRandom(name.hashCode());
    INDArray direction = value.like();
    for (long i = 0; i < value.length(); i++) {
      direction.putScalar(i, random.nextGaussian());
    }
    direction.divi(direction.norm2Number());
    INDArray original = value.dup();
    value.addi(direction.mul(STEP));
    double above = loss();
    value.subi(direction.mul(2 * STEP));
    double below = loss();
    value.assign(original);
    assertThat(gradient.mul(direction).sumNumber().doubleValue())
        .as("gradient of %s along a random direction", name)
        .isCloseTo((above - below) / (2 * STEP), within(allowed * Math.sqrt(value.length())));
  }

  private double loss() {
    return sd.output(inputs, loss).get(loss).getDouble(0);
  }

  private static double largest(Collection<INDArray> arrays) {
    return arrays.stream().mapToDouble(a -> a.amaxNumber().doubleValue()).max().orElse(0);
  }

  private static Offset<Double> within(double allowed) {
    return Offset.offset(allowed);
  }
}
