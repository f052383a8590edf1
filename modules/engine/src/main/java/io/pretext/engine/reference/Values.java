package io.pretext.engine.reference;

import io.pretext.graph.Graph;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The parameters and states of a graph, in the arrays that SameDiff reads. */
final class Values implements AutoCloseable {

  private final Map<String, INDArray> arrays = new LinkedHashMap<>();

  /** Gives every parameter and state of {@code graph} its initial value in {@code sd}. */
  Values(Graph graph, SameDiff sd) {
    for (var shapes : List.of(graph.parameters(), graph.states())) {
      shapes.forEach(
          (path, shape) -> {
            INDArray array = Nd4j.createUninitializedDetached(graph.type(), shape);
            copy(graph.initial(path), array);
            sd.associateArrayWithVariable(array, path);
            arrays.put(path, array);
          });
    }
  }

  Set<String> paths() {
    return arrays.keySet();
  }

  boolean has(String path) {
    return arrays.containsKey(path);
  }

  INDArray array(String path) {
    INDArray array = arrays.get(path);
    if (array == null) {
      throw new IllegalArgumentException("the graph has no parameter or state called " + path);
    }
    return array;
  }

  float[] read(String path) {
    return floats(array(path));
  }

  void write(String path, float[] values) {
    INDArray array = array(path);
    if (values.length != array.length()) {
      throw new IllegalArgumentException(
          path
              + " has shape "
              + Arrays.toString(array.shape())
              + " and cannot take "
              + values.length
              + " values");
    }
    copy(values, array);
  }

  long bytes() {
    return arrays.values().stream().mapToLong(Values::bytes).sum();
  }

  static long bytes(INDArray array) {
    return array.length() * array.dataType().width();
  }

  @Override
  public void close() {
    arrays.values().forEach(INDArray::close);
    arrays.clear();
  }

  /** The elements of {@code array}, which is row-major, rounded to float. */
  static float[] floats(INDArray array) {
    var values = new float[Math.toIntExact(array.length())];
    fill(array, FloatBuffer.wrap(values));
    return values;
  }

  /** The elements of {@code array}, which is row-major. */
  static double[] doubles(INDArray array) {
    return array.data().asDouble();
  }

  /** Puts the elements of {@code array}, which is row-major, at the beginning of {@code into}. */
  static void fill(INDArray array, FloatBuffer into) {
    int n = Math.toIntExact(array.length());
    if (array.dataType() == DataType.FLOAT) {
      into.put(0, array.data().asNioFloat(), 0, n);
    } else {
      DoubleBuffer source = array.data().asNioDouble();
      for (int i = 0; i < n; i++) {
        into.put(i, (float) source.get(i));
      }
    }
  }

  /**
   * Sets {@code array}, which is row-major, to {@code values} in the array's type; without a
   * temporary array, which ND4J would be slow to give back.
   */
  static void copy(float[] values, INDArray array) {
    array.data().setData(values);
  }
}
