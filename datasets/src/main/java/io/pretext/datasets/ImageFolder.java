package io.pretext.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of JPEG, PNG and WebP files, at any depth.
 *
 * <p>Its sub-folders are parts if {@code train} and another part are among them or if all are parts
 * ({@code train}, {@code val}, {@code test}, {@code unlabelled}); otherwise the folder is one part,
 * {@code train}. In a part, each sub-folder is a class; the classes of all parts are numbered
 * together, in the order of their names, so that a class that one part lacks shifts no label. Files
 * are in the order of their paths. Hidden files are left out.
 */
final class ImageFolder implements Kind {

  private static final Map<String, Split> PARTS =
      Map.of(
          "train", Split.TRAIN,
          "val", Split.VALIDATION,
          "valid", Split.VALIDATION,
          "validation", Split.VALIDATION,
          "test", Split.TEST,
          "unlabelled", Split.UNLABELLED,
          "unlabeled", Split.UNLABELLED);

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String files() {
    return "image files (.jpg, .jpeg, .png, .webp) at any depth";
  }

  @Override
  public Optional<Path> find(Path folder) {
    return ImageFiles.list(folder, 1).isEmpty() ? Optional.empty() : Optional.of(folder);
  }

  @Override
  public List<Split> splits(Path root) {
    Map<Split, Path> parts = parts(root);
    return parts.isEmpty() ? List.of(Split.TRAIN) : List.copyOf(parts.keySet());
  }

  @Override
  public Dataset open(Path root, Split split, int limit) {
    if (!splits(root).contains(split)) {
      throw missing(root, split);
    }
    Path folder = parts(root).getOrDefault(split, root);
    List<String> classes = split == Split.UNLABELLED ? List.of() : classes(root);
    List<String> files = ImageFiles.below(folder);
    String title = "folder %s (%s)".formatted(root.toAbsolutePath().getFileName(), split.word());
    return FolderImages.scan(title, folder, files, classes, limit);
  }

  @Override
  public IllegalArgumentException missing(Path root, Split split) {
    return new IllegalArgumentException(
        "%s has no %s part (it has: %s): put those images in its sub-folder %s"
            .formatted(root, split.word(), Split.words(splits(root)), split.word()));
  }

  private static Map<Split, Path> parts(Path root) {
    Map<Split, Path> parts = new EnumMap<>(Split.class);
    List<Path> folders = folders(root);
    for (Path folder : folders) {
      Split split = PARTS.get(folder.getFileName().toString());
      if (split != null && parts.putIfAbsent(split, folder) != null) {
        throw new IllegalArgumentException(
            "%s has two folders for its %s part: %s and %s"
                .formatted(
                    root, split.word(), parts.get(split).getFileName(), folder.getFileName()));
      }
    }
    boolean all = parts.size() == folders.size();
    boolean trainAndMore = parts.containsKey(Split.TRAIN) && parts.size() > 1;
    return all || trainAndMore ? parts : Map.of();
  }

  /** Names of the class folders of every labelled part, sorted. */
  private static List<String> classes(Path root) {
    Map<Split, Path> parts = parts(root);
    SortedSet<String> names = new TreeSet<>();
    for (Path part : parts.isEmpty() ? List.of(root) : parts.values()) {
      if (!part.equals(parts.get(Split.UNLABELLED))) {
        folders(part).forEach(folder -> names.add(folder.getFileName().toString()));
      }
    }
    return List.copyOf(names);
  }

  private static List<Path> folders(Path root) {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .filter(folder -> !ImageFiles.isHidden(folder))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }
}
