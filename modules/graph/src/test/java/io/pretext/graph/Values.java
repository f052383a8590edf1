package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a graph on noise and compares what comes out with a definition, position by position. */
final class Values {

  /** A definition: the value at a position. */
  @FunctionalInterface
  interface Definition {
    double at(int... position);
  }

  private final Graph g;
  private final Map<String, INDArray> inputs = new LinkedHashMap<>();

  Values(Graph g) {
    this.g = g;
    g.materialise();
    g.inputs().forEach((name, shape) -> inputs.put(name, noise(g.type(), name, shape)));
    for (RandomInput random : g.randomInputs()) {
      Tensor drawn = Tensor.zeros(random.shape());
      random.fill(g.seed(), 0, drawn);
      inputs.put(
          random.name(),
          Nd4j.createFromArray(drawn.toArray()).castTo(g.type()).reshape(random.shape()));
    }
    for (ScheduledInput scheduled : g.scheduledInputs()) {
      inputs.put(scheduled.name(), Nd4j.scalar(scheduled.ramp().valueAt(0)).castTo(g.type()));
    }
  }

  /** The value of an input. */
  INDArray input(String name) {
    return inputs.get(name);
  }

  /** The initial value of a parameter or state. */
  INDArray parameter(String path) {
    return g.sd().getVariable(path).getArr();
  }

  INDArray of(SDVariable y) {
    return g.sd().output(inputs, y.name()).get(y.name());
  }

  /** Holds every element of {@code y} against {@code definition}. */
  void check(SDVariable y, Definition definition) {
    INDArray actual = of(y);
    assertThat(actual.shape()).isEqualTo(g.shape(y));
    double tolerance = g.type() == DataType.DOUBLE ? 1e-9 : 2e-5;
    int[] position = new int[actual.rank()];
    for (long i = 0; i < actual.length(); i++) {
      double expected = definition.at(position);
      assertThat(actual.getDouble(position))
          .as("%s at %s", y.name(), Arrays.toString(position))
          .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
      advance(position, actual.shape());
    }
  }

  private static void advance(int[] position, long... shape) {
    for (int d = position.length - 1; d >= 0 && ++position[d] == shape[d]; d--) {
      position[d] = 0;
    }
  }

  private static INDArray noise(DataType type, String name, long... shape) {
    var random = new SplittableRandom(name.hashCode());
    double[] values =
        DoubleStream.generate(random::nextGaussian).limit(Shape.size(shape)).toArray();
    return Nd4j.createFromArray(values).castTo(type).reshape(shape);
  }
}
