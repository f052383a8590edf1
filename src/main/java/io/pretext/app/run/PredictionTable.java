package io.pretext.app.run;

import io.pretext.Classifier;
import io.pretext.Prediction;
import io.pretext.config.AtomicFile;
import io.pretext.datasets.Image;
import io.pretext.datasets.ImageFiles;
import io.pretext.evaluate.Csv;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a classifier saw in the images of a folder, written to a file.
 *
 * @param images how many it saw
 * @param skipped why, by the path of each file that could not be read
 */
public record PredictionTable(int images, Map<String, String> skipped) {

  private static final int TOP = 5;
  private static final int CHUNK = 64;

  /** One file: its image, or what is wrong with it. */
  private record Decoded(String path, Image image, String problem) {}

  /**
   * Writes a line for every image: its path below {@code folder}, the most probable class with its
   * probability, and the classes that come next.
   *
   * @param out replaced at once when all is done
   * @throws IllegalArgumentException if there is no image
   */
  public static PredictionTable write(Path out, Path folder, Classifier classifier) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is not a folder");
    }
    List<String> paths = ImageFiles.below(folder);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " holds no image: no .jpg, .jpeg, .png or .webp file is there");
    }
    var skipped = new LinkedHashMap<String, String>();
    AtomicFile.write(
        out,
        channel -> {
          write(channel, header(Math.min(TOP, classifier.classes())));
          for (int from = 0; from < paths.size(); from += CHUNK) {
            List<String> some = paths.subList(from, Math.min(paths.size(), from + CHUNK));
            for (String line : lines(folder, some, classifier, skipped)) {
              write(channel, line);
            }
          }
        });
    return new PredictionTable(paths.size() - skipped.size(), skipped);
  }

  private static List<String> lines(
      Path folder, List<String> paths, Classifier classifier, Map<String, String> skipped) {
    var readable = new ArrayList<Decoded>();
    for (Decoded file : paths.parallelStream().map(path -> decode(folder, path)).toList()) {
      if (file.image() == null) {
        skipped.put(file.path(), file.problem());
      } else {
        readable.add(file);
      }
    }
    List<Prediction> seen = classifier.classify(readable.stream().map(Decoded::image).toList());
    var lines = new ArrayList<String>();
    for (int i = 0; i < seen.size(); i++) {
      lines.add(line(readable.get(i).path(), seen.get(i)));
    }
    return lines;
  }

  private static Decoded decode(Path folder, String path) {
    try {
      return new Decoded(path, Image.read(folder.resolve(path)), "");
    } catch (IOException e) {
      return new Decoded(path, null, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static String header(int columns) {
    var fields = new ArrayList<>(List.of("path", "class", "probability"));
    for (int i = 2; i <= columns; i++) {
      fields.add("class_" + i);
      fields.add("probability_" + i);
    }
    return Csv.line(fields);
  }

  private static String line(String path, Prediction seen) {
    var fields = new ArrayList<>(List.of(path));
    for (Prediction.Choice choice : seen.top(TOP)) {
      fields.add(choice.name());
      fields.add(String.format(Locale.ROOT, "%.6f", choice.probability()));
    }
    return Csv.line(fields);
  }

  private static void write(WritableByteChannel channel, String line) throws IOException {
    AtomicFile.writeFully(channel, StandardCharsets.UTF_8.encode(line));
  }
}
