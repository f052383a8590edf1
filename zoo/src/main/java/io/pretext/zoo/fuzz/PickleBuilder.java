package io.pretext.zoo.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, sensible ones and others. */
public final class PickleBuilder {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty pickle of protocol 2, which PyTorch writes. */
  public PickleBuilder() {
    raw(0x80, 2);
  }

  /** Opcodes and operands as they are. */
  public PickleBuilder raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** The same opcodes {@code count} times. */
  public PickleBuilder repeat(int count, int... bytes) {
    for (int i = 0; i < count; i++) {
      raw(bytes);
    }
    return this;
  }

  public PickleBuilder global(String module, String name) {
    return raw('c').line(module).line(name);
  }

  public PickleBuilder text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    raw('X').number(bytes.length, 4);
    out.writeBytes(bytes);
    return this;
  }

  /** A whole number of any size. */
  public PickleBuilder whole(long value) {
    if (value == (int) value) {
      return raw('J').number(value, 4);
    }
    return raw(0x8a, 8).number(value, 8);
  }

  /** The lowest {@code bytes} bytes of {@code value}, the lowest first. */
  public PickleBuilder number(long value, int bytes) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }

  public PickleBuilder mark() {
    return raw('(');
  }

  /** A tuple of everything since the mark. */
  public PickleBuilder tuple() {
    return raw('t');
  }

  public PickleBuilder tupleOf(long... values) {
    mark();
    for (long value : values) {
      whole(value);
    }
    return tuple();
  }

  public PickleBuilder dictionary() {
    return raw('}');
  }

  /** Puts the pairs since the mark into the dictionary before it. */
  public PickleBuilder setItems() {
    return raw('u');
  }

  public PickleBuilder call() {
    return raw('R');
  }

  public PickleBuilder remember(int index) {
    return raw('r').number(index, 4);
  }

  public PickleBuilder recall(int index) {
    return raw('j').number(index, 4);
  }

  /** Ordered dictionaries as PyTorch makes them, empty. */
  public PickleBuilder ordered() {
    return global("collections", "OrderedDict").raw(')').call();
  }

  /** A storage of {@code count} values that lies outside, under {@code key}. */
  public PickleBuilder storage(String type, String key, long count) {
    return mark()
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cpu")
        .whole(count)
        .tuple()
        .raw('Q');
  }

  /** Begins a tensor, which a storage and {@link #view} must follow. */
  public PickleBuilder tensor() {
    return global("torch._utils", "_rebuild_tensor_v2").mark();
  }

  /** Ends a tensor. */
  public PickleBuilder view(long offset, long[] shape, long[] strides) {
    return whole(offset).tupleOf(shape).tupleOf(strides).raw(0x89).ordered().tuple().call();
  }

  /** The pickle, ended. */
  public byte[] bytes() {
    raw('.');
    return out.toByteArray();
  }

  private PickleBuilder line(String text) {
    out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }
}
