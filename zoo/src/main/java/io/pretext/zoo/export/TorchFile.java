package io.pretext.zoo.export;

import io.pretext.config.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The zip archive that {@code torch.save} writes since PyTorch 1.6: one pickle, and the numbers of
 * each tensor in an entry of its own, one tensor in memory at a time.
 */
public final class TorchFile {

  /** Also the name of the folder in the archive, which readers take from its first entry. */
  private static final String ROOT = "archive/";

  private static final LocalDateTime START_OF_DOS_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private TorchFile() {}

  /** Replaces {@code file} by {@code state}, an {@code OrderedDict} of tensors. */
  public static void write(Path file, StateDict state) {
    write(file, state, pickle -> tensors(pickle, state));
  }

  /**
   * Replaces {@code file} by a checkpoint that detectron2's {@code DetectionCheckpointer} matches
   * to a network by the ends of the names.
   */
  static void writeForDetectron2(Path file, StateDict state) {
    write(
        file,
        state,
        pickle -> {
          pickle.beginDict();
          pickle.text("model");
          tensors(pickle, state);
          pickle.text("__author__");
          pickle.text("Pretext");
          pickle.text("matching_heuristics");
          pickle.truth(true);
          pickle.endItems();
        });
  }

  private static void tensors(Pickle pickle, StateDict state) {
    pickle.beginOrderedDict();
    int key = 0;
    for (var tensor : state.shapes().entrySet()) {
      boolean integer = state.counters().contains(tensor.getKey());
      pickle.text(tensor.getKey());
      pickle.tensor(
          integer ? "LongStorage" : "FloatStorage", Integer.toString(key++), tensor.getValue());
    }
    pickle.endItems();
  }

  private static void write(Path file, StateDict state, Consumer<Pickle> content) {
    var pickle = new Pickle();
    content.accept(pickle);
    AtomicFile.write(
        file,
        channel -> {
          var zip = new ZipOutputStream(Channels.newOutputStream(channel));
          store(zip, "data.pkl", pickle.end());
          int key = 0;
          for (String name : state.shapes().keySet()) {
            boolean integer = state.counters().contains(name);
            store(zip, "data/" + key++, bytes(state.values().apply(name), integer));
          }
          store(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
          store(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
          zip.finish();
        });
  }

  /** Uncompressed, as readers that map the file into memory want it. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var checksum = new CRC32();
    checksum.update(content);
    var entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(START_OF_DOS_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] bytes(float[] values, boolean integer) {
    int width = integer ? Long.BYTES : Float.BYTES;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, width))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (integer) {
      for (float value : values) {
        bytes.putLong((long) value);
      }
    } else {
      bytes.asFloatBuffer().put(values);
    }
    return bytes.array();
  }
}
