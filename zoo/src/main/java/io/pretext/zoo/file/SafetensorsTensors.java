package io.pretext.zoo.file;

import io.pretext.graph.Safetensors;
import io.pretext.graph.Shape;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The tensors of a safetensors file, whose header {@link Safetensors} reads and checks. */
final class SafetensorsTensors {

  private SafetensorsTensors() {}

  /**
   * Reads the header, and none of the values.
   *
   * @throws IllegalArgumentException if it is truncated or damaged
   */
  static Contents read(MappedFile file) {
    try (Safetensors header = Safetensors.open(file.path())) {
      List<StoredTensor> tensors = new ArrayList<>();
      for (String name : header.names()) {
        tensors.add(tensor(file, header, name));
      }
      return new Contents("safetensors", header.metadata(), tensors);
    }
  }

  private static StoredTensor tensor(MappedFile file, Safetensors header, String name) {
    DType type = DType.valueOf(header.type(name));
    long[] shape = header.shape(name);
    var data = new Stretch(file, header.position(name), Shape.size(shape) * type.bytes());
    var layout = new StoredTensor.Layout(data, 0, Shape.strides(shape), ByteOrder.LITTLE_ENDIAN);
    return new StoredTensor(file.path().toString(), name, type, shape, layout);
  }
}
