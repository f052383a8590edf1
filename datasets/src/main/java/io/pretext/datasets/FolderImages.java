package io.pretext.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Image files, decoded on demand.
 *
 * <p>Opening reads every header, and decodes the files that do not end as they should: damaged ones
 * are listed in one warning and left out. Damage that shows only later, when a file is decoded, is
 * listed then, once, and the next readable image of the same class stands in for it, so that the
 * size of the set, and with it the order of a run, never changes.
 */
final class FolderImages implements Dataset {

  static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);

  private static final int CHUNK = 1024;
  private static final int LISTED = 20;

  private final String name;
  private final Path root;
  private final List<String> classes;
  private final List<Entry> entries;
  private final String fingerprint;
  private final Set<Integer> damaged = ConcurrentHashMap.newKeySet();

  /** One file: its header, or what is wrong with it. */
  private record Entry(String path, int label, ImageHeader header, String problem) {

    boolean badChannels() {
      return header != null && !header.hasUsualChannels();
    }
  }

  private FolderImages(
      String name, Path root, List<String> classes, List<Entry> entries, int limit) {
    this.name = name;
    this.root = root;
    this.classes = classes;
    this.entries = List.copyOf(entries);
    Fingerprint print = new Fingerprint(name).add(limit);
    for (Entry entry : entries) {
      print.add(entry.path()).add(entry.header().bytes()).add(entry.header().checksum());
    }
    this.fingerprint = print.text();
  }

  /**
   * Checks files and keeps the readable ones.
   *
   * @param files paths below {@code root}, in order
   * @param limit how many readable images to keep at most; 0 keeps all
   */
  static FolderImages scan(
      String name, Path root, List<String> files, List<String> classes, int limit) {
    int most = limit == 0 ? Integer.MAX_VALUE : limit;
    List<Entry> kept = new ArrayList<>();
    List<Entry> damaged = new ArrayList<>();
    for (int from = 0; from < files.size() && kept.size() < most; from += CHUNK) {
      List<String> chunk = files.subList(from, Math.min(files.size(), from + CHUNK));
      List<Entry> checked =
          IntStream.range(0, chunk.size())
              .parallel()
              .mapToObj(i -> check(root, chunk.get(i), classes))
              .toList();
      for (Entry entry : checked) {
        if (kept.size() < most) {
          (entry.problem().isEmpty() ? kept : damaged).add(entry);
        }
      }
    }
    refuseOtherChannels(root, kept);
    list(root, damaged);
    if (kept.isEmpty()) {
      String why =
          damaged.isEmpty()
              ? "no .jpg, .jpeg, .png or .webp file is there"
              : "%d files were damaged, the first %s (%s)"
                  .formatted(damaged.size(), damaged.get(0).path(), damaged.get(0).problem());
      throw new IllegalArgumentException(root + " has no readable image: " + why);
    }
    return new FolderImages(name, root, classes, kept, limit);
  }

  private static Entry check(Path root, String path, List<String> classes) {
    Path file = root.resolve(path);
    int slash = path.indexOf('/');
    int found = slash < 0 ? -1 : Collections.binarySearch(classes, path.substring(0, slash));
    int label = found < 0 ? UNLABELLED : found;
    try {
      ImageHeader header = ImageHeader.read(file);
      header.requireModerateSize();
      Entry entry = new Entry(path, label, header, "");
      if (!header.whole() && !entry.badChannels()) {
        ImageDecoder.verify(file, header.format());
      }
      return entry;
    } catch (IOException e) {
      return new Entry(path, label, null, problem(e));
    }
  }

  private static void refuseOtherChannels(Path root, List<Entry> kept) {
    List<Entry> bad = kept.stream().filter(Entry::badChannels).toList();
    if (!bad.isEmpty()) {
      int channels = bad.get(0).header().channels();
      throw new IllegalArgumentException(
          "%s has %d channels (%s)%s: images must have one (grey) or three; convert it to RGB"
              .formatted(
                  root.resolve(bad.get(0).path()),
                  channels,
                  channels == 2 ? "grey and alpha" : channels == 4 ? "alpha or CMYK" : "unknown",
                  bad.size() == 1 ? "" : ", and " + (bad.size() - 1) + " more files are like it"));
    }
  }

  private static void list(Path root, List<Entry> damaged) {
    if (!damaged.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      for (Entry entry : damaged.subList(0, Math.min(LISTED, damaged.size()))) {
        lines.append("\n  ").append(entry.path()).append(": ").append(entry.problem());
      }
      if (damaged.size() > LISTED) {
        lines.append("\n  and ").append(damaged.size() - LISTED).append(" more");
      }
      LOG.warn("{}: {} damaged files are left out{}", root, damaged.size(), lines);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Image image(int index) {
    Objects.checkIndex(index, size());
    for (int step = 0; step < size(); step++) {
      int candidate = (index + step) % size();
      if (label(candidate) == label(index) && !damaged.contains(candidate)) {
        Entry entry = entries.get(candidate);
        try {
          return ImageDecoder.decode(root.resolve(entry.path()), entry.header().format());
        } catch (IOException e) {
          if (damaged.add(candidate)) {
            LOG.warn(
                "{} is damaged ({}): the next image of its class stands in for it",
                root.resolve(entry.path()),
                problem(e));
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "%s: neither %s nor any other image of its class can be decoded"
            .formatted(name, path(index)));
  }

  @Override
  public int label(int index) {
    return entries.get(index).label();
  }

  @Override
  public String path(int index) {
    return entries.get(index).path();
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  private static String problem(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
