package io.pretext.zoo.file;

import io.pretext.zoo.file.Pickle.Sequence;
import io.pretext.zoo.file.TorchObjects.StorageName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints of PyTorch before 1.6: five pickles after each other, then the storages, each a
 * count of values and the values, little endian on every machine.
 */
final class TorchLegacy {

  /** How the first pickle begins: protocol 2, a whole number of ten bytes. */
  static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa85019");

  private static final long VERSION = 1001;

  private final MappedFile mapped;
  private final String file;
  private final TorchObjects objects;

  private TorchLegacy(MappedFile mapped) {
    this.mapped = mapped;
    this.file = mapped.path().toString();
    this.objects = new TorchObjects(file);
  }

  /**
   * Reads the pickles, and none of the values.
   *
   * @throws IllegalArgumentException if the file is truncated or damaged
   */
  static Contents read(MappedFile file) {
    return new TorchLegacy(file).contents();
  }

  private Contents contents() {
    ByteBuffer bytes = mapped.at(0, Math.min(mapped.size(), Integer.MAX_VALUE));
    pickle(bytes);
    if (!(pickle(bytes) instanceof Long version) || version != VERSION) {
      throw new IllegalArgumentException(
          file + " is of an unknown version of PyTorch's old format");
    }
    // What the writing machine was like; its byte order does not show in the file.
    pickle(bytes);
    Object object = pickle(bytes);
    if (!(pickle(bytes) instanceof Sequence keys)) {
      throw new IllegalArgumentException(file + " is damaged: it does not list its storages");
    }
    Map<String, Storage> storages = storages(keys, bytes.position());
    List<StoredTensor> tensors = new ArrayList<>();
    Leaves.tensors(file, object).forEach((name, view) -> tensors.add(tensor(name, view, storages)));
    return new Contents("PyTorch legacy", Leaves.notes(object), tensors);
  }

  private Object pickle(ByteBuffer bytes) {
    return Pickle.read(file, bytes, objects);
  }

  private Map<String, Storage> storages(Sequence keys, long start) {
    Map<String, Storage> storages = new HashMap<>();
    long at = start;
    for (Object key : keys.items) {
      StorageName name = key instanceof String text ? objects.storages().get(text) : null;
      if (name == null) {
        throw new IllegalArgumentException(
            file + " is damaged: it lists a storage that its pickle does not name");
      }
      long left = mapped.size() - at - Long.BYTES;
      long count = left < 0 ? -1 : mapped.at(at, Long.BYTES).getLong();
      if (count < 0 || count > left / name.width()) {
        throw new IllegalArgumentException(
            file + " is truncated or damaged: storage '" + name.key() + "' is not complete");
      }
      at += Long.BYTES;
      storages.put(name.key(), new Stretch(mapped, at, count * name.width()));
      at += count * name.width();
    }
    return storages;
  }

  private StoredTensor tensor(String name, TorchObjects.View view, Map<String, Storage> storages) {
    Storage data = storages.get(view.storage().key());
    if (data == null) {
      throw new IllegalArgumentException(
          "%s is damaged: it has no storage '%s' for its tensor '%s'"
              .formatted(file, view.storage().key(), name));
    }
    return TorchTensors.of(file, name, view, data, ByteOrder.LITTLE_ENDIAN);
  }
}
