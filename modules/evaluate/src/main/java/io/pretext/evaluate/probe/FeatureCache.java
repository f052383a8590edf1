package io.pretext.evaluate.probe;

import io.pretext.config.Json;
import io.pretext.evaluate.Encoder;
import io.pretext.evaluate.LabelledImages;
import io.pretext.evaluate.NpyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Features that were computed once, in a folder: a {@code .npy} file per model and set of images,
 * and beside it a {@code .json} file that says what they are of. Any of them may be deleted.
 *
 * @param folder made when first needed
 */
public record FeatureCache(Path folder) {

  /** Part of every key; to be raised when the same key would mean other values. */
  private static final int FORMAT = 1;

  /**
   * Features, and how they were come by.
   *
   * @param rows mapped from the disk
   * @param extracted images that went through the network; 0 if the features were there
   */
  public record Found(Rows rows, int extracted) {}

  /**
   * The features of {@code images}, computed if they are not there.
   *
   * <p>A file takes its name when it is complete, so a process that is killed leaves none that is
   * cut, and of two that compute the same features the last one wins.
   *
   * @param of whatever the features depend on: model, images, how they are made ready
   * @throws UncheckedIOException if the folder cannot be written
   */
  public Found find(Map<String, ?> of, LabelledImages images, Encoder encoder) {
    var key = new TreeMap<String, Object>(of);
    key.put("format", FORMAT);
    String text = Json.line(key);
    Path file = folder.resolve(digest(text) + ".npy");
    try {
      if (Files.exists(file)) {
        MappedRows rows = MappedRows.open(file);
        if (rows.size() == images.size()) {
          return new Found(rows, 0);
        }
      }
    } catch (IOException damaged) {
      // What cannot be read is computed again and replaced.
    }
    return new Found(extract(file, text, images, encoder), images.size());
  }

  private Rows extract(Path file, String text, LabelledImages images, Encoder encoder) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "features", ".part");
      try {
        try (var out = new NpyFile(part, images.size())) {
          images.encode(encoder, out::write);
        }
        String name = file.getFileName().toString();
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
          written.force(true); // the name must not reach the disk before the rows
        }
        Files.writeString(file.resolveSibling(name.replace(".npy", ".json")), text + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      return MappedRows.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep features in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
