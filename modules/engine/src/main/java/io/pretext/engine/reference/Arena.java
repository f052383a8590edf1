package io.pretext.engine.reference;

import io.pretext.graph.Shape;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The off-heap arrays of an execution, on buffers that are used again and again.
 *
 * <p>ND4J M2.1 gives memory back only when the garbage collector meets an array, which may be
 * gigabytes late, and {@code INDArray.close} changes nothing about that. So what was allocated once
 * is kept: shapes are static, and the second run asks for the same arrays as the first.
 */
final class Arena extends AbstractMemoryMgr implements AutoCloseable {

  private record Size(DataType type, long length) {}

  /** From here on, waiting for the garbage collector is not good enough. */
  private static final long LARGE = 64L << 20;

  private final Map<Size, Deque<DataBuffer>> idle = new HashMap<>();
  private final Set<INDArray> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private long bytes;

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    INDArray array = find(type, shape);
    live.add(array);
    return array;
  }

  private INDArray find(DataType type, long... shape) {
    var size = new Size(type, Shape.size(shape));
    Deque<DataBuffer> buffers = idle.get(size);
    if (buffers == null || buffers.isEmpty()) {
      bytes += size.length * type.width();
      return Nd4j.createUninitializedDetached(type, shape);
    }
    long[] strides = Shape.strides(shape);
    return Nd4j.create(buffers.pop(), shape, strides, 0, 'c', type);
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return allocate(detached, descriptor.dataType(), descriptor.getShape());
  }

  /** Left to {@link #free}: the session does not see that two names may share one array. */
  @Override
  public void release(INDArray array) {}

  /** Lets the memory of {@code array} be used again, if it is one of this arena. */
  void free(INDArray array) {
    if (live.remove(array)) {
      var size = new Size(array.dataType(), array.length());
      idle.computeIfAbsent(size, s -> new ArrayDeque<>()).push(array.data());
    }
  }

  /** Frees every array. */
  void reset() {
    List.copyOf(live).forEach(this::free);
  }

  /** Bytes allocated so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    live.clear();
    idle.clear();
    if (bytes > LARGE) {
      Nd4j.getMemoryManager().invokeGc();
    }
    bytes = 0;
  }
}
