package io.pretext.engine.onednn;

import org.bytedeco.javacpp.BytePointer;

/** A piece of native memory that one or more buffers look at. */
final class Storage {

  /** Where the memory comes from. */
  enum Place {
    /** Shared by lifetime with others; content is lost when its last reader has run. */
    ARENA,
    /** Lives as long as the step. */
    PERSISTENT
  }

  private final Place place;
  private long bytes;
  private int first = Integer.MAX_VALUE;
  private int last = -1;
  private BytePointer pointer;

  Storage(Place place, long bytes) {
    this.place = place;
    this.bytes = bytes;
  }

  Place place() {
    return place;
  }

  long bytes() {
    return bytes;
  }

  void growTo(long needed) {
    bytes = Math.max(bytes, needed);
  }

  /** Notes that the instruction at {@code index} touches this memory. */
  void touch(int index) {
    first = Math.min(first, index);
    last = Math.max(last, index);
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  void bind(BytePointer memory) {
    pointer = memory;
  }

  BytePointer pointer() {
    return pointer;
  }
}
