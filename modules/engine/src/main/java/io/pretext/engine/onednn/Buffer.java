package io.pretext.engine.onednn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/** A layout over a storage: what a primitive reads or writes. */
final class Buffer {

  private final memory.desc desc;
  private final Storage storage;
  private final long offset;
  private memory bound;

  Buffer(memory.desc desc, Storage storage) {
    this(desc, storage, 0);
  }

  private Buffer(memory.desc desc, Storage storage, long offset) {
    this.desc = desc;
    this.storage = storage;
    this.offset = offset;
  }

  memory.desc desc() {
    return desc;
  }

  Storage storage() {
    return storage;
  }

  /** The same memory seen in another layout. */
  Buffer viewedAs(memory.desc other) {
    return new Buffer(other, storage, offset);
  }

  /** The same layout, starting {@code bytes} into the memory. */
  Buffer from(long bytes) {
    return new Buffer(desc, storage, offset + bytes);
  }

  boolean isLaidOutAs(memory.desc other) {
    return desc.equals(other);
  }

  /** The oneDNN object over the memory, once that is placed. */
  memory memory() {
    if (bound == null) {
      bound = new memory(desc, OneDnn.ENGINE, storage.pointer().getPointer(offset));
    }
    return bound;
  }

  /** All floats of the layout, padding included, in its order. */
  FloatBuffer floats() {
    long bytes = Math.min(desc.get_size(), storage.bytes() - offset);
    return storage
        .pointer()
        .asByteBuffer()
        .slice((int) offset, (int) bytes)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
