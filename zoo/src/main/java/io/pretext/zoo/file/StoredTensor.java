package io.pretext.zoo.file;

import io.pretext.graph.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A tensor in a file: a name, a type, a shape, and values that are read when asked for.
 *
 * <p>Values come in row-major order, however the file arranges them. What {@link TensorFile}
 * returns was checked: every value lies inside the file.
 */
public final class StoredTensor {

  /** Hexadecimal digits of a {@link #checksum}. */
  private static final int DIGITS = 12;

  private static final int MOST_DIMENSIONS = 64;

  /**
   * Where the values are.
   *
   * @param offset of the first, in bytes
   * @param strides in values, one per dimension
   * @param order of the bytes of a value
   */
  record Layout(Storage storage, long offset, long[] strides, ByteOrder order) {}

  private final String file;
  private final String name;
  private final DType type;
  private final long[] shape;
  private final Layout layout;

  StoredTensor(String file, String name, DType type, long[] shape, Layout layout) {
    this.file = file;
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.layout = layout;
    requireInside();
  }

  private void requireInside() {
    if (shape.length > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' of "
              + file
              + " has "
              + shape.length
              + " dimensions, at most 64 are read");
    }
    try {
      long size = Shape.size(shape);
      long last = 0;
      for (int i = 0; i < shape.length; i++) {
        if (shape[i] < 0 || layout.strides[i] < 0) {
          throw new ArithmeticException("negative");
        }
        last =
            Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), layout.strides[i]));
      }
      long end =
          size == 0
              ? layout.offset
              : Math.addExact(layout.offset, Math.multiplyExact(last + 1, (long) type.bytes()));
      if (layout.offset < 0 || end > layout.storage.size()) {
        throw new ArithmeticException("outside");
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          this
              + " with strides "
              + Arrays.toString(layout.strides)
              + " does not fit its storage of "
              + layout.storage.size()
              + " bytes, the file is damaged",
          e);
    }
  }

  /** As the file has it; the keys of nested dictionaries joined by dots. */
  public String name() {
    return name;
  }

  public DType type() {
    return type;
  }

  /** Outermost dimension first; empty for a single value. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of values. */
  public long size() {
    return Shape.size(shape);
  }

  /**
   * All values.
   *
   * @throws IllegalArgumentException if they are complex, or more than an array holds
   */
  public float[] floats() {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(this + " has more values than an array holds");
    }
    requireReal();
    FloatBuffer all = FloatBuffer.allocate((int) size());
    bytes(piece -> type.decode(piece, all));
    return all.array();
  }

  /**
   * Passes all values on, a few thousand at a time: reading takes no memory beyond that.
   *
   * @param to gets buffers that hold what they say until it returns
   * @throws IllegalArgumentException if values are complex, or the file turns out to be damaged,
   *     which can be after most of them were passed on
   */
  public void read(Consumer<FloatBuffer> to) {
    requireReal();
    FloatBuffer some = FloatBuffer.allocate(pieceBytes() / type.bytes());
    bytes(
        piece -> {
          type.decode(piece, some.clear());
          to.accept(some.flip());
        });
  }

  /** First 12 hexadecimal digits of the SHA-256 of the values: row-major, little endian. */
  public String checksum() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes(digest::update);
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Passes the values on as they are, in pieces: row-major, little endian. */
  void bytes(Consumer<ByteBuffer> to) {
    try {
      if (!isRowMajor()) {
        gather(to);
      } else if (layout.order == ByteOrder.LITTLE_ENDIAN) {
        layout.storage.stream(layout.offset, size() * type.bytes(), to);
      } else {
        layout.storage.stream(
            layout.offset, size() * type.bytes(), piece -> to.accept(turned(piece)));
      }
    } catch (InternalError e) {
      // What a mapped page is that the file no longer has.
      throw new UncheckedIOException(new IOException(file + " was cut while it was read", e));
    }
  }

  private boolean isRowMajor() {
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] > 1 && layout.strides[i] != step) {
        return size() == 0;
      }
      step *= shape[i];
    }
    return true;
  }

  private ByteBuffer turned(ByteBuffer piece) {
    ByteBuffer out = ByteBuffer.allocate(piece.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer in = piece.order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < in.limit(); i += type.word()) {
      word(in, i, out);
    }
    return out.flip();
  }

  /** Walks the view value by value, the last dimension fastest. */
  private void gather(Consumer<ByteBuffer> to) {
    ByteBuffer in = layout.storage.range(layout.offset, span()).order(layout.order);
    ByteBuffer out = ByteBuffer.allocate(pieceBytes()).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.length];
    long at = 0;
    for (long left = size(); left > 0; left--) {
      for (int i = 0; i < type.bytes(); i += type.word()) {
        word(in, Math.toIntExact(at * type.bytes()) + i, out);
      }
      if (!out.hasRemaining()) {
        to.accept(out.flip());
        out.clear();
      }
      for (int d = shape.length - 1; d >= 0; d--) {
        at += layout.strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        at -= layout.strides[d] * index[d];
        index[d] = 0;
      }
    }
    to.accept(out.flip());
  }

  private int pieceBytes() {
    return (int) Math.min(Storage.PIECE, size() * type.bytes());
  }

  private void word(ByteBuffer in, int at, ByteBuffer out) {
    switch (type.word()) {
      case 1 -> out.put(in.get(at));
      case 2 -> out.putShort(in.getShort(at));
      case 4 -> out.putInt(in.getInt(at));
      default -> out.putLong(in.getLong(at));
    }
  }

  /** Bytes from the first value of the view to the end of its last. */
  private long span() {
    long last = 0;
    for (int i = 0; i < shape.length; i++) {
      last += (shape[i] - 1) * layout.strides[i];
    }
    return (last + 1) * type.bytes();
  }

  private void requireReal() {
    if (type.isComplex()) {
      throw new IllegalArgumentException(this + " has complex values, which are not floats");
    }
  }

  /** Bytes that reading it as floats unpacks or makes. */
  double cost() {
    double made = (double) size() * Math.max(Float.BYTES, type.bytes());
    return layout.storage.isPacked() ? Math.max(made, layout.storage.size()) : made;
  }

  @Override
  public String toString() {
    return "tensor '" + Plain.text(name) + "' " + type + Arrays.toString(shape) + " of " + file;
  }
}
