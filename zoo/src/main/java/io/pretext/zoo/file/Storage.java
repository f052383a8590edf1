package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Bytes that tensors are views of. */
interface Storage {

  /** Bytes of a piece that {@link #stream} passes on; a multiple of every type's size. */
  int PIECE = 1 << 16;

  /** In bytes. */
  long size();

  /** Whether reading any part takes unpacking all that stands before it. */
  boolean isPacked();

  /**
   * Passes {@code count} bytes on, {@link #PIECE} at a time, the last piece being what remains.
   *
   * @param to gets buffers that hold what it says until it returns
   */
  void stream(long from, long count, Consumer<ByteBuffer> to);

  /** {@code count} bytes at once, for whoever jumps about in them. */
  ByteBuffer range(long from, long count);
}
