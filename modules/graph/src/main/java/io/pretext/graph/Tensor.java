package io.pretext.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Floats in native memory with a shape, row-major; what a loader writes and an engine reads.
 *
 * @param shape outermost dimension first, for images [N, C, H, W]
 * @param data a direct buffer of native byte order that holds exactly the elements of {@code shape}
 */
public record Tensor(long[] shape, FloatBuffer data) {

  public Tensor {
    if (!data.isDirect() || data.capacity() != Shape.size(shape)) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " needs a direct buffer of "
              + Shape.size(shape)
              + " floats, got "
              + data.capacity());
    }
  }

  /** A tensor of zeros. */
  public static Tensor zeros(long... shape) {
    int bytes = Math.toIntExact(Math.multiplyExact(4L, Shape.size(shape)));
    return new Tensor(
        shape.clone(),
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer());
  }

  /** A copy of {@code values}, row-major. */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = zeros(shape);
    tensor.data.put(0, values);
    return tensor;
  }

  /** A copy of the values, row-major. */
  public float[] toArray() {
    float[] values = new float[data.capacity()];
    data.get(0, values);
    return values;
  }
}
