package io.pretext.train;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import io.pretext.config.Version;
import io.pretext.engine.Step;
import io.pretext.graph.Safetensors;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Everything that training needs to go on: the step's values, its progress and its kernels.
 *
 * <p>It is one safetensors file in a directory, replaced all at once, so the last good one survives
 * a full disk and a killed process. Names are those of {@link Step#names}.
 */
public final class Checkpoint {

  /** Raised when a checkpoint of an older library can no longer be read. */
  static final int FORMAT = 1;

  private static final String NOTE = "note.";

  private final Path file;
  private final UnaryOperator<WritableByteChannel> disk;

  /** The checkpoint in {@code directory}, whether it exists or not. */
  public Checkpoint(Path directory) {
    this(directory, UnaryOperator.identity());
  }

  /** {@code disk} lets a test fill up the disk. */
  Checkpoint(Path directory, UnaryOperator<WritableByteChannel> disk) {
    this.file = directory.resolve("state.safetensors");
    this.disk = disk;
  }

  /** The one file that it is. */
  public Path file() {
    return file;
  }

  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Replaces the checkpoint.
   *
   * @param notes kept with it, for {@link #notes}
   * @throws java.io.UncheckedIOException if it cannot be written; the old one is then intact
   */
  public void save(Step step, Progress progress, Map<String, String> notes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    new TreeSet<>(step.names()).forEach(name -> shapes.put(name, step.shape(name)));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", Integer.toString(FORMAT));
    metadata.put("version", Version.current());
    metadata.put("updates", Long.toString(step.updates()));
    metadata.put("choices", Json.line(step.choices()));
    metadata.putAll(progress.format());
    notes.forEach((key, value) -> metadata.put(NOTE + key, value));
    AtomicFile.write(
        file, channel -> Safetensors.write(disk.apply(channel), shapes, step::read, metadata));
  }

  /** Where training was when it was saved. */
  public Progress progress() {
    return Progress.parse(metadata());
  }

  /**
   * Kernels that were chosen by measuring; the step must be compiled with them to go on exactly.
   */
  public Map<String, String> choices() {
    Map<String, String> choices = new LinkedHashMap<>();
    Json.parse("the kernels in " + file, metadata().get("choices"))
        .forEach((path, kernel) -> choices.put(path, kernel.toString()));
    return choices;
  }

  /** What was given to {@link #save}. */
  public Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(NOTE)) {
                notes.put(key.substring(NOTE.length()), value);
              }
            });
    return notes;
  }

  /**
   * Writes every value back into {@code step}.
   *
   * @return where training goes on
   * @throws IllegalArgumentException if the step has other values or shapes than the checkpoint
   */
  public Progress restore(Step step) {
    try (Safetensors tensors = open()) {
      requireSame(step, tensors);
      for (String name : tensors.names()) {
        step.write(name, tensors.read(name));
      }
      step.updates(Long.parseLong(tensors.metadata().get("updates")));
      return Progress.parse(tensors.metadata());
    }
  }

  /**
   * The file, to read single values by their name.
   *
   * @throws IllegalArgumentException if there is none, or it is of another format
   */
  public Safetensors open() {
    if (!exists()) {
      throw new IllegalArgumentException(
          "there is no checkpoint in "
              + file.getParent()
              + ", the run was stopped before its first");
    }
    Safetensors tensors = Safetensors.open(file);
    String format = tensors.metadata().get("format");
    if (!Integer.toString(FORMAT).equals(format)) {
      tensors.close();
      throw new IllegalArgumentException(
          file
              + " has the format "
              + format
              + " of Pretext "
              + tensors.metadata().get("version")
              + ", this is "
              + Version.current()
              + " with format "
              + FORMAT
              + ": read it with that version");
    }
    return tensors;
  }

  private Map<String, String> metadata() {
    try (Safetensors tensors = open()) {
      return tensors.metadata();
    }
  }

  private void requireSame(Step step, Safetensors tensors) {
    Set<String> missing = new TreeSet<>(step.names());
    missing.removeAll(tensors.names());
    Set<String> extra = new TreeSet<>(tensors.names());
    extra.removeAll(step.names());
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw other(
          missing.isEmpty()
              ? "holds '" + extra.iterator().next() + "', which the network has not"
              : "has no '" + missing.iterator().next() + "'");
    }
    for (String name : tensors.names()) {
      if (!Arrays.equals(step.shape(name), tensors.shape(name))) {
        throw other(
            "holds '"
                + name
                + "' with shape "
                + Arrays.toString(tensors.shape(name))
                + ", the network's is "
                + Arrays.toString(step.shape(name)));
      }
    }
  }

  private IllegalArgumentException other(String difference) {
    return new IllegalArgumentException(
        file + " " + difference + ": it belongs to another method, backbone or optimizer");
  }
}
