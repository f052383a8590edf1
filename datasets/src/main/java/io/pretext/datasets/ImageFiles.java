package io.pretext.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds image files by their names: JPEG, PNG and WebP, hidden ones left out. */
public final class ImageFiles {

  private ImageFiles() {}

  /** Paths of all image files below {@code root}, relative to it, in order. */
  public static List<String> below(Path root) {
    List<String> files = list(root, Integer.MAX_VALUE);
    Collections.sort(files);
    return files;
  }

  /** Paths below {@code root} with {@code /} between names; stops after {@code most}. */
  static List<String> list(Path root, int most) {
    List<String> files = new ArrayList<>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean skip = !folder.equals(root) && isHidden(folder);
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && isImage(file.getFileName().toString())) {
              files.add(root.relativize(file).toString().replace('\\', '/'));
            }
            return files.size() < most ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          /** A loop of links, a dangling link or a folder that may not be read. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            FolderImages.LOG.warn("{} is left out: {}", file, e.toString());
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }

  private static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(".jpg", ".jpeg", ".png", ".webp").anyMatch(lower::endsWith);
  }

  static boolean isHidden(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || name.equals("__MACOSX");
  }
}
