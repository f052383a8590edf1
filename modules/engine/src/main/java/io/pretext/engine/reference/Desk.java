package io.pretext.engine.reference;

import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two float buffers on which arrays are worked, so that the arithmetic is the one that every engine
 * shares and runs on any ND4J backend.
 */
final class Desk {

  private FloatBuffer left = Tensor.zeros(1).data();
  private FloatBuffer right = Tensor.zeros(1).data();

  /** A copy of {@code array}, row-major, until the next call. */
  FloatBuffer left(INDArray array) {
    left = large(left, array.length());
    return copy(array, left);
  }

  /** A copy of {@code array}, row-major, until the next call. */
  FloatBuffer right(INDArray array) {
    right = large(right, array.length());
    return copy(array, right);
  }

  /** Sets {@code array} to {@code values}. */
  static void store(FloatBuffer values, INDArray array) {
    var copy = new float[values.limit()];
    values.get(0, copy);
    Values.copy(copy, array);
  }

  private static FloatBuffer copy(INDArray array, FloatBuffer into) {
    Values.fill(array, into);
    return into.slice(0, Math.toIntExact(array.length()));
  }

  private static FloatBuffer large(FloatBuffer buffer, long size) {
    return buffer.capacity() >= size ? buffer : Tensor.zeros(size).data();
  }
}
