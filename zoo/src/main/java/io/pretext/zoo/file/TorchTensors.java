package io.pretext.zoo.file;

import io.pretext.zoo.file.TorchObjects.StorageName;
import io.pretext.zoo.file.TorchObjects.View;
import java.nio.ByteOrder;

/** Joins what a pickle says about a tensor with the bytes it speaks of. */
final class TorchTensors {

  private TorchTensors() {}

  /**
   * @param data all bytes of the storage that {@code view} names
   * @throws IllegalArgumentException if the storage is not as large as the pickle says, or the
   *     tensor does not lie inside
   */
  static StoredTensor of(String file, String name, View view, Storage data, ByteOrder order) {
    StorageName storage = view.storage();
    int width = storage.width();
    if (data.size() % width != 0 || storage.count() != data.size() / width) {
      throw new IllegalArgumentException(
          "%s is damaged: storage '%s' has %d bytes, its pickle asks for %d values of %d"
              .formatted(file, storage.key(), data.size(), storage.count(), width));
    }
    if (storage.first() > storage.count() || view.offset() > data.size()) {
      throw new IllegalArgumentException(
          "%s is damaged: tensor '%s' begins behind storage '%s'"
              .formatted(file, name, storage.key()));
    }
    long offset = storage.first() * width + view.offset() * view.type().bytes();
    var layout = new StoredTensor.Layout(data, offset, view.strides(), order);
    return new StoredTensor(file, name, view.type(), view.shape(), layout);
  }
}
