package io.pretext.graph.violation;

import io.pretext.methods.SslMethod;
import java.util.Random;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Breaks four rules: an arrow, a drawer's name, randomness of its own, oneDNN outside its place.
 */
final class GraphUtils {

  private GraphUtils() {}

  static Class<?> upwards() {
    return SslMethod.class;
  }

  static double unseeded() {
    return new Random().nextDouble() + Math.random();
  }

  static INDArray unseededArray() {
    return Nd4j.rand(2, 2);
  }

  static Class<?> kernel() {
    return dnnl.class;
  }

  static void print(String line) {
    System.out.println(line);
  }
}
