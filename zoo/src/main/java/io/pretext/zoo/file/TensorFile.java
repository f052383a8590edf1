package io.pretext.zoo.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of tensors, whoever wrote it: a checkpoint of PyTorch old or new, safetensors, npz.
 *
 * <p>A file is recognised by its first bytes, not by its name. Opening reads what is in it and
 * checks that every tensor lies inside; values are read from the file when a tensor is asked for
 * them, and only while it is open. Files are not trusted: nothing in them is run, and one that
 * would take far more memory than its own size is refused.
 */
public final class TensorFile implements AutoCloseable {

  /** What all tensors of a file together may unpack to, beside a multiple of its size. */
  private static final long ALLOWANCE = 1L << 26;

  private static final int MOST_FOLD = 16;

  private final MappedFile file;
  private final String format;
  private final Map<String, String> metadata;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private TensorFile(MappedFile file, Contents contents) {
    this.file = file;
    this.format = contents.format();
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(contents.metadata()));
    contents.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /**
   * Opens {@code path}.
   *
   * @throws IllegalArgumentException if there is no such file, it holds no tensors in a format that
   *     is read, or it is truncated or damaged; the message says which
   * @throws UncheckedIOException if the file cannot be read
   */
  public static TensorFile open(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no file " + path);
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is a folder, a file of tensors is needed");
    }
    MappedFile file = null;
    try {
      file = MappedFile.open(path);
      Contents contents = read(file);
      requireReasonable(file, contents);
      return new TensorFile(file, contents);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      close(file);
      throw new IllegalArgumentException(Plain.text(e.getMessage()), e);
    } catch (RuntimeException e) {
      close(file);
      throw e;
    }
  }

  private static void close(MappedFile file) {
    if (file != null) {
      file.close();
    }
  }

  private static Contents read(MappedFile file) {
    String name = file.path().toString();
    ByteBuffer head = file.at(0, Math.min(file.size(), Kind.HEAD));
    return switch (Kind.of(head)) {
      case TORCH_LEGACY -> TorchLegacy.read(file);
      case SAFETENSORS -> SafetensorsTensors.read(file);
      case ZIP -> {
        ZipArchive archive = ZipArchive.of(file);
        var root = TorchZip.root(archive);
        if (root.isPresent()) {
          yield TorchZip.read(name, archive, root.get());
        }
        if (NumpyArchive.is(archive)) {
          yield NumpyArchive.read(name, archive);
        }
        throw new IllegalArgumentException(
            name + " is a zip archive with neither PyTorch's data.pkl nor numpy's arrays in it");
      }
      default -> throw new IllegalArgumentException(name + " " + Kind.of(head).complaint());
    };
  }

  private static void requireReasonable(MappedFile file, Contents contents) {
    double cost = contents.tensors().stream().mapToDouble(StoredTensor::cost).sum();
    if (cost > ALLOWANCE + (double) MOST_FOLD * file.size()) {
      throw new IllegalArgumentException(
          "%s has %d bytes and its tensors would take %.0f: it is refused as a bomb"
              .formatted(file.path(), file.size(), cost));
    }
  }

  /** {@code PyTorch zip}, {@code PyTorch legacy}, {@code safetensors} or {@code npz}. */
  public String format() {
    return format;
  }

  /** Notes of the writer; of a checkpoint of PyTorch, the numbers and short texts at its top. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Tensors by name, in the order of the file.
   *
   * <p>Names are those of the file; the keys of nested dictionaries and the places in lists are
   * joined by dots, as in {@code state_dict.module.conv1.weight}. A tensor that is all there is in
   * a file is called {@code tensor}.
   */
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public void close() {
    file.close();
  }
}
