package io.pretext.zoo.file;

import io.pretext.zoo.file.TorchObjects.StorageName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoints of PyTorch 1.6 and later: a zip archive of one pickle, {@code data.pkl}, and one
 * member of raw values per storage.
 */
final class TorchZip {

  private static final String PICKLE = "data.pkl";

  /** A pickle is small beside the values, or it is no checkpoint. */
  private static final long LARGEST_PACKED_PICKLE = 1 << 26;

  private static final int LONGEST_NOTE = 64;

  private final String file;
  private final Map<String, ZipArchive.Member> members;
  private final String root;

  private TorchZip(String file, Map<String, ZipArchive.Member> members, String root) {
    this.file = file;
    this.members = members;
    this.root = root;
  }

  /** The folder of {@code data.pkl} in an archive, with a slash; none in other archives. */
  static Optional<String> root(ZipArchive archive) {
    return archive.members().keySet().stream()
        .filter(name -> name.equals(PICKLE) || name.matches("[^/]+/" + PICKLE))
        .map(name -> name.substring(0, name.length() - PICKLE.length()))
        .findFirst();
  }

  /**
   * Reads the pickle of an archive, and none of its values.
   *
   * @throws IllegalArgumentException if the archive is a program or damaged
   */
  static Contents read(String file, ZipArchive archive, String root) {
    return new TorchZip(file, archive.members(), root).contents();
  }

  private Contents contents() {
    boolean program =
        members.keySet().stream()
            .anyMatch(n -> n.equals(root + "constants.pkl") || n.startsWith(root + "code/"));
    if (program) {
      throw new IllegalArgumentException(
          file
              + " is a TorchScript archive, a program: save the state_dict() of the module instead");
    }
    ZipArchive.Member member = members.get(root + PICKLE);
    if (member.isPacked() && member.size() > LARGEST_PACKED_PICKLE) {
      throw new IllegalArgumentException(
          file + " has a compressed pickle of " + member.size() + " bytes, which is not unpacked");
    }
    String where = PICKLE + " in " + file;
    Object object = Pickle.read(where, member.range(0, member.size()), new TorchObjects(where));
    Map<String, String> notes = Leaves.notes(object);
    ByteOrder order = order();
    List<StoredTensor> tensors = new ArrayList<>();
    Leaves.tensors(where, object).forEach((name, view) -> tensors.add(tensor(name, view, order)));
    return new Contents("PyTorch zip", notes, tensors);
  }

  private StoredTensor tensor(String name, TorchObjects.View view, ByteOrder order) {
    StorageName storage = view.storage();
    ZipArchive.Member data = members.get(root + "data/" + storage.key());
    if (data == null) {
      throw new IllegalArgumentException(
          "%s is damaged: it has no storage '%s' for its tensor '%s'"
              .formatted(file, storage.key(), name));
    }
    return TorchTensors.of(file, name, view, data, order);
  }

  private ByteOrder order() {
    String order = note("byteorder").orElse("little");
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new IllegalArgumentException(file + " has the unknown byte order '" + order + "'");
    };
  }

  private Optional<String> note(String name) {
    return Optional.ofNullable(members.get(root + name))
        .map(
            member -> {
              ByteBuffer text = member.head(LONGEST_NOTE);
              return StandardCharsets.UTF_8.decode(text).toString().strip();
            });
  }
}
