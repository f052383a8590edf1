package io.pretext.engine.onednn;

import io.pretext.graph.Shape;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

/** The process's oneDNN engine and the layouts that have a plain name. */
final class OneDnn {

  static final engine ENGINE = new engine(engine.kind.cpu, 0);
  static final stream STREAM = new stream(ENGINE);
  static final memory.data_type F32 = memory.data_type.f32;

  private OneDnn() {}

  /** Row-major; a scalar becomes one dimension of length 1. */
  static memory.desc plain(long... shape) {
    long[] dims = shape.length == 0 ? new long[] {1} : shape;
    return strided(dims, Shape.strides(dims));
  }

  static memory.desc strided(long[] dims, long[] strides) {
    return new memory.desc(dims, F32, strides);
  }

  /** Whatever layout the primitive likes best. */
  static memory.desc any(long... dims) {
    return new memory.desc(dims, F32, memory.format_tag.any);
  }

  /** Row-major with the dimensions that {@code desc} has. */
  static memory.desc plainOf(memory.desc desc) {
    return plain(dims(desc));
  }

  static long[] dims(memory.desc desc) {
    long[] dims = new long[desc.get_ndims()];
    desc.get_dims().get(dims);
    return dims;
  }

  /** Work space comes from the plan, so that nothing is allocated while a step runs. */
  static primitive_attr attributes() {
    var attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  /** {@code 3.11.0}. */
  static String version() {
    var version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /** Channels that stand together in a blocked layout of images, or 0. */
  static int channelBlock(memory.desc desc) {
    boolean blocked =
        desc.get_ndims() == 4 && desc.get_inner_nblks() == 1 && desc.get_inner_idxs().get(0) == 1;
    return blocked ? (int) desc.get_inner_blks().get(0) : 0;
  }

  private static boolean isChannelsLast(memory.desc desc) {
    if (desc.get_ndims() != 4 || desc.get_inner_nblks() != 0) {
      return false;
    }
    return desc.equals(new memory.desc(dims(desc), desc.get_data_type(), memory.format_tag.acdb));
  }

  /** The layout of {@code desc} for images of another shape. */
  static memory.desc layoutLike(memory.desc desc, long... shape) {
    int block = shape.length == 4 ? channelBlock(desc) : 0;
    if (block == 8 || block == 16) {
      var tag = block == 8 ? memory.format_tag.aBcd8b : memory.format_tag.aBcd16b;
      return new memory.desc(shape, F32, tag);
    }
    return shape.length == 4 && isChannelsLast(desc)
        ? new memory.desc(shape, F32, memory.format_tag.acdb)
        : plain(shape);
  }
}
