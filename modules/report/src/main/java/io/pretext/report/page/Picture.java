package io.pretext.report.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * A picture that a page holds whole.
 *
 * @param title what it shows
 * @param note how to read it
 * @param source as a {@code data:} address
 */
record Picture(String title, String note, String source, int width, int height) {

  /** Beyond this, a page would no longer open at once; what has no room is named instead. */
  private static final long MOST_BYTES = 1_600_000;

  /** The page draws these itself. */
  private static final Set<String> CHARTS = Set.of("loss.png", "accuracy.png");

  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "views.png",
          List.of("Views", "Images of the training set, and what the recipe makes of them."),
          "neighbours.png",
          List.of(
              "Nearest neighbours",
              "Images that were not trained on, and the nearest of the others to the features."
                  + " Green: the same class."),
          "pca.png",
          List.of(
              "Features in two dimensions",
              "Images that were not trained on, along the first two principal components of their"
                  + " features, a colour to a class."));

  private static final List<String> FIRST = List.of("views.png", "neighbours.png", "pca.png");

  boolean hasNote() {
    return !note.isEmpty();
  }

  /**
   * The pictures of a run.
   *
   * @param shown on the page
   * @param leftOut names of files for which there was no room
   */
  record Album(List<Picture> shown, List<String> leftOut) {

    /** The PNG files in {@code folder}, without those that are charts. */
    static Album of(Path folder) {
      var shown = new ArrayList<Picture>();
      var leftOut = new ArrayList<String>();
      long room = MOST_BYTES;
      for (Path file : files(folder)) {
        try {
          long size = Files.size(file);
          if (size > room) {
            leftOut.add(file.getFileName().toString());
          } else {
            shown.add(Picture.of(file));
            room -= size;
          }
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
      }
      return new Album(List.copyOf(shown), List.copyOf(leftOut));
    }

    private static List<Path> files(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .filter(file -> file.toString().endsWith(".png") && Files.isRegularFile(file))
            .filter(file -> !CHARTS.contains(file.getFileName().toString()))
            .sorted(
                Comparator.comparing(Picture::place)
                    .thenComparing(file -> file.getFileName().toString()))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
      }
    }
  }

  private static int place(Path file) {
    int place = FIRST.indexOf(file.getFileName().toString());
    return place < 0 ? FIRST.size() : place;
  }

  private static Picture of(Path file) throws IOException {
    String name = file.getFileName().toString();
    List<String> words = KNOWN.getOrDefault(name, List.of(name.replaceFirst("\\.png$", ""), ""));
    byte[] bytes = Files.readAllBytes(file);
    String source = "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in);
      return new Picture(
          words.get(0), words.get(1), source, reader.getWidth(0), reader.getHeight(0));
    } finally {
      reader.dispose();
    }
  }
}
