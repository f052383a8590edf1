package io.pretext.engine.onednn;

import org.bytedeco.dnnl.memory;

/**
 * Equal runs of the rows of an array, each of them one piece of its memory; a single group is the
 * whole array in its own layout.
 */
final class Groups {

  private final int count;
  private final memory.desc part;

  /**
   * @param whole rows outermost, as in every layout that keeps images apart
   * @param count a divisor of the rows
   */
  Groups(memory.desc whole, int count) {
    this.count = count;
    this.part = count == 1 ? whole : part(whole, count);
  }

  private static memory.desc part(memory.desc whole, int count) {
    long[] dims = OneDnn.dims(whole);
    if (whole.get_strides().get(0) * dims[0] * Float.BYTES != whole.get_size()) {
      throw new IllegalArgumentException(
          "its input is laid out with several images in one block, so that a group of them is no"
              + " piece of memory; use the reference engine for this graph");
    }
    dims[0] /= count;
    return whole.submemory_desc(dims, new long[dims.length]);
  }

  /** The layout of one group. */
  memory.desc part() {
    return part;
  }

  /** Group {@code i} of an array that is laid out as the whole one. */
  Buffer part(Buffer whole, int i) {
    return count == 1 ? whole : whole.viewedAs(part).from(i * (whole.desc().get_size() / count));
  }

  /** A layout for {@code each} of every group, one after the other. */
  memory.desc sideBySide(memory.desc each) {
    if (count == 1) {
      return each;
    }
    long[] dims = {count, each.get_size()};
    return new memory.desc(dims, memory.data_type.u8, new long[] {dims[1], 1});
  }

  /** What group {@code i} has in an array made by {@link #sideBySide}, or plain [groups, ...]. */
  Buffer of(Buffer all, int i, memory.desc each) {
    return count == 1 ? all : all.viewedAs(each).from(i * each.get_size());
  }
}
