package io.pretext.testkit;

import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A small graph for every entry of the vocabulary and every kind of its attributes.
 *
 * <p>SameDiff's gradients are checked on them against central differences, and the engines against
 * each other. Every batch norm among them sees at least 64 values per channel.
 */
public final class Vocabulary {

  /**
   * A graph to be.
   *
   * @param name the entry, and what is special about this use of it
   * @param build adds the entry to a graph in either mode; gives a scalar that weighs every output
   *     by another constant, so that no gradient is trivial
   * @param inputs shapes by name; all of them matter to the loss
   */
  public record Case(String name, Function<Graph, SDVariable> build, Map<String, long[]> inputs) {

    @Override
    public String toString() {
      return name;
    }
  }

  private Vocabulary() {}

  /** Every case; their names differ. */
  public static List<Case> cases() {
    return Stream.of(LayerCases.all(), OpCases.all(), NetworkCases.all())
        .flatMap(List::stream)
        .toList();
  }

  /** A case of one input {@code x}. */
  static Case of(String name, long[] x, BiFunction<Graph, SDVariable, SDVariable> entry) {
    return new Case(
        name, g -> weighed(g, entry.apply(g, moved(g, "x", x))), Map.of("x", x.clone()));
  }

  /** A case of inputs {@code x0}, {@code x1}, ... */
  static Case of(
      String name, List<long[]> shapes, BiFunction<Graph, List<SDVariable>, SDVariable> entry) {
    Map<String, long[]> inputs = new LinkedHashMap<>();
    shapes.forEach(shape -> inputs.put("x" + inputs.size(), shape));
    return new Case(
        name,
        g -> {
          List<SDVariable> x =
              inputs.entrySet().stream().map(e -> moved(g, e.getKey(), e.getValue())).toList();
          return weighed(g, entry.apply(g, x));
        },
        inputs);
  }

  /** The input and a parameter of its shape, so that the gradient for the input is seen too. */
  private static SDVariable moved(Graph g, String input, long... shape) {
    return g.input(input, shape).add(g.parameter("moved/" + input, Init.normal(0.5), shape));
  }

  static long[] shape(long... shape) {
    return shape;
  }

  /** The sum of {@code y} times a constant of its shape. */
  static SDVariable weighed(Graph g, SDVariable y) {
    long[] shape = g.shape(y);
    if (Shape.size(shape) == 1) {
      return y.reshape(1).sum().mul(1.5);
    }
    SDVariable weights = g.constant(Feed.gaussian(DataType.DOUBLE, 17, "weights", shape));
    return y.mul(weights).sum();
  }
}
