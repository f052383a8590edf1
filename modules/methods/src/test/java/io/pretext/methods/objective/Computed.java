package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.Feed;
import io.pretext.testkit.NumericGradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What an objective makes of numbers, in double. */
final class Computed {

  /** From matrices to a value. */
  interface Objective {
    SDVariable of(Graph g, List<SDVariable> inputs);
  }

  private Computed() {}

  /** The value of a scalar. */
  static double scalar(Objective objective, double[][]... inputs) {
    return array(objective, inputs).getDouble(0);
  }

  /** The value of anything. */
  static INDArray array(Objective objective, double[][]... inputs) {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    Map<String, INDArray> values = new LinkedHashMap<>();
    List<SDVariable> variables = new ArrayList<>();
    for (double[][] input : inputs) {
      String name = "x" + values.size();
      values.put(name, Nd4j.createFromArray(input));
      variables.add(g.input(name, input.length, input[0].length));
    }
    String name = objective.of(g, variables).name();
    return g.sd().output(values, name).get(name);
  }

  /** Holds the gradient for every input to central differences. */
  static void checkGradients(Objective objective, long[]... shapes) {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    List<SDVariable> variables = new ArrayList<>();
    for (long[] shape : shapes) {
      variables.add(g.input("x" + variables.size(), shape));
    }
    NumericGradients.checkInputs(g, objective.of(g, variables), Feed.gaussian(g, 1), 1e-6);
  }

  /** Numbers from N(0, 1), the same at every run. */
  static double[][] gaussian(long seed, int rows, int columns) {
    var random = new SplittableRandom(seed);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int d = 0; d < columns; d++) {
        row[d] = random.nextGaussian();
      }
    }
    return values;
  }

  /** Rows of {@link #gaussian} at unit length. */
  static double[][] unit(long seed, int rows, int columns) {
    double[][] values = gaussian(seed, rows, columns);
    for (double[] row : values) {
      double length = Math.sqrt(dot(row, row));
      for (int d = 0; d < columns; d++) {
        row[d] /= length;
      }
    }
    return values;
  }

  /** {@code rows} times the same row. */
  static double[][] same(int rows, double... row) {
    double[][] values = new double[rows][];
    Arrays.fill(values, row);
    return values;
  }

  static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int d = 0; d < u.length; d++) {
      sum += u[d] * v[d];
    }
    return sum;
  }

  static double cosine(double[] u, double[] v) {
    return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
  }
}
