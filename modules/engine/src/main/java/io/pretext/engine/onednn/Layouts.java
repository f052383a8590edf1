package io.pretext.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;

/** Moves values between a buffer's own layout and row-major Java arrays. */
final class Layouts {

  private Layouts() {}

  /** The content of {@code buffer}, row-major. */
  static float[] read(Buffer buffer) {
    memory.desc plain = OneDnn.plainOf(buffer.desc());
    int n = (int) (plain.get_size() / Float.BYTES);
    float[] values = new float[n];
    if (buffer.isLaidOutAs(plain)) {
      buffer.floats().get(0, values);
    } else {
      try (var staging = new FloatPointer(n);
          var to = new memory(plain, OneDnn.ENGINE, staging)) {
        copy(buffer.memory(), to);
        staging.get(values);
      }
    }
    return values;
  }

  /** Replaces the content of {@code buffer} by {@code values}, row-major. */
  static void write(Buffer buffer, float[] values) {
    memory.desc plain = OneDnn.plainOf(buffer.desc());
    long n = plain.get_size() / Float.BYTES;
    if (values.length != n) {
      throw new IllegalArgumentException("expected " + n + " values, got " + values.length);
    }
    if (buffer.isLaidOutAs(plain)) {
      buffer.floats().put(0, values);
    } else {
      try (var staging = new FloatPointer(values);
          var from = new memory(plain, OneDnn.ENGINE, staging)) {
        copy(from, buffer.memory());
      }
    }
  }

  /** Copies a plain input. */
  static void write(Buffer buffer, FloatBuffer values) {
    buffer.floats().put(0, values, 0, values.capacity());
  }

  private static void copy(memory from, memory to) {
    try (var primitive = new reorder(from, to);
        var arguments = new IntMemoryMap()) {
      arguments.put(dnnl.DNNL_ARG_FROM, from);
      arguments.put(dnnl.DNNL_ARG_TO, to);
      primitive.execute(OneDnn.STREAM, arguments);
      OneDnn.STREAM._wait();
    }
  }
}
