package io.pretext.evaluate;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Features on disk: a {@code .npy} file of float32 [N, D] that NumPy loads, and beside it a {@code
 * .csv} file of the same name that says which row is which image (row, path, label).
 */
public final class Embeddings {

  private Embeddings() {}

  /**
   * Encodes {@code images} into {@code npy}, a part at a time. Both files are written under
   * temporary names and renamed when complete, so an interrupted call leaves older ones untouched.
   *
   * @param npy ends in {@code .npy}; missing folders are made
   * @param paths where the image of a row came from
   * @throws UncheckedIOException if a file cannot be written
   */
  public static void write(
      Path npy, LabelledImages images, Encoder encoder, IntFunction<String> paths) {
    Path csv = csvBeside(npy);
    try {
      Files.createDirectories(npy.toAbsolutePath().getParent());
      try {
        writeRows(temporary(npy), images, encoder);
        writeIndex(temporary(csv), images.labels(), paths);
        Files.move(temporary(csv), csv, StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary(npy), npy, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary(npy));
        Files.deleteIfExists(temporary(csv));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + npy + ": " + reason(e), e);
    }
  }

  /** Where the table of rows, paths and labels of {@code npy} is. */
  public static Path csvBeside(Path npy) {
    String name = npy.getFileName().toString();
    if (!name.endsWith(".npy")) {
      throw new IllegalArgumentException(
          npy + " does not end in .npy, the one format that embeddings are written in");
    }
    return npy.resolveSibling(name.substring(0, name.length() - ".npy".length()) + ".csv");
  }

  private static void writeRows(Path file, LabelledImages images, Encoder encoder)
      throws IOException {
    try (var out = new NpyFile(file, images.size())) {
      images.encode(encoder, out::write);
    }
  }

  private static void writeIndex(Path file, int[] labels, IntFunction<String> paths)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(Csv.line(List.of("row", "path", "label")));
      for (int row = 0; row < labels.length; row++) {
        String label = labels[row] < 0 ? "" : Integer.toString(labels[row]);
        out.write(Csv.line(List.of(Integer.toString(row), paths.apply(row), label)));
      }
    }
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
