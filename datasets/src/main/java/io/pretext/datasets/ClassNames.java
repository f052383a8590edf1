package io.pretext.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Names of classes: from the label file of a data set or, where that is missing, our own copy. */
final class ClassNames {

  private ClassNames() {}

  /**
   * Reads one name a line; blank lines are left out.
   *
   * @param file the label file that the data set comes with
   * @param kind whose names to use if the file is not there
   */
  static List<String> of(Path file, String kind) {
    List<String> known = of(kind);
    if (!Files.isRegularFile(file)) {
      return known;
    }
    try {
      List<String> names = lines(Files.readString(file, StandardCharsets.UTF_8));
      if (names.size() != known.size()) {
        throw new IllegalArgumentException(
            "%s names %d classes, expected %d".formatted(file, names.size(), known.size()));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Our own copy of the names of {@code kind}. */
  static List<String> of(String kind) {
    String resource = "classes-" + kind + ".txt";
    try (InputStream in = ClassNames.class.getResourceAsStream(resource)) {
      return lines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
