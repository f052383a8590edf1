package io.pretext.datasets;

import io.pretext.fetch.CacheFolder;
import io.pretext.fetch.Download;
import io.pretext.fetch.FolderLock;
import io.pretext.fetch.Remote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder in which known sets are kept, each in a sub-folder of its name, and from which they
 * are missing until first used.
 *
 * @param folder the cache
 * @param offline whether to do without the network
 * @param download how to get files
 */
record Cache(Path folder, boolean offline, Download download) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;

  /** The cache that the environment names. */
  static Cache ofEnvironment() {
    CacheFolder place = CacheFolder.ofEnvironment();
    return new Cache(place.path(), place.offline(), new Download(PATIENCE, ATTEMPTS));
  }

  /** Where the files of {@code kind} are, or would be put by hand. */
  Path place(Kind kind) {
    return folder.resolve(kind.name());
  }

  /**
   * The files of a known set, downloaded if they are not here yet.
   *
   * @param files what to download; archives are unpacked
   * @throws IllegalArgumentException if they are not here and cannot be had; the message says where
   *     to put which files
   */
  Path resolve(Kind kind, List<Remote> files) {
    Optional<Path> here = complete(kind);
    if (here.isPresent()) {
      return here.get();
    }
    if (offline) {
      throw unavailable(kind, files, "PRETEXT_OFFLINE is set", null);
    }
    try {
      return FolderLock.hold(
          folder,
          kind.name(),
          () -> {
            Optional<Path> meanwhile = complete(kind);
            return meanwhile.isPresent() ? meanwhile.get() : get(kind, files);
          });
    } catch (UncheckedIOException e) {
      throw unavailable(kind, files, e.getMessage(), e);
    } catch (IOException e) {
      throw unavailable(kind, files, "cannot write to " + folder + " (" + e + ")", e);
    }
  }

  /** A folder in the cache is there once it is whole: it takes its name in one move. */
  private Optional<Path> complete(Kind kind) {
    return Files.isDirectory(place(kind)) ? kind.find(place(kind)) : Optional.empty();
  }

  private Path get(Kind kind, List<Remote> files) throws IOException {
    Path partial = folder.resolve(kind.name() + ".partial");
    Files.createDirectories(partial);
    requireSpace(partial, files);
    for (Remote file : files) {
      Path target = partial.resolve(file.fileName());
      if (!Files.exists(target)) {
        download.fetch(file, target);
      }
    }
    for (Remote file : files) {
      if (file.fileName().endsWith(".tar.gz")) {
        unpack(partial, partial.resolve(file.fileName()));
      }
    }
    Path place = place(kind);
    delete(place); // holds nothing that the kind knows, or it would have been used
    Files.move(partial, place);
    return kind.find(place)
        .orElseThrow(() -> new IOException("the download does not hold " + kind.files()));
  }

  private static void unpack(Path folder, Path archive) throws IOException {
    Path unpacked = folder.resolve("unpacked");
    delete(unpacked);
    Files.createDirectory(unpacked);
    TarGz.unpack(archive, unpacked);
    try (Stream<Path> entries = Files.list(unpacked)) {
      for (Path entry : entries.toList()) {
        Files.move(entry, folder.resolve(entry.getFileName()));
      }
    }
    Files.delete(unpacked);
    Files.delete(archive);
  }

  private static void requireSpace(Path where, List<Remote> files) throws IOException {
    boolean packed = files.stream().anyMatch(file -> file.fileName().endsWith(".tar.gz"));
    long needed = files.stream().mapToLong(Remote::bytes).sum() * (packed ? 5 : 2) / 2;
    long free = Files.getFileStore(where).getUsableSpace();
    if (free < needed) {
      throw new IOException("needs %d MB, %d MB are free".formatted(needed >> 20, free >> 20));
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private IllegalArgumentException unavailable(
      Kind kind, List<Remote> files, String why, Exception cause) {
    String addresses =
        files.stream().map(Remote::address).map(Object::toString).collect(Collectors.joining(" "));
    return new IllegalArgumentException(
        "%s is not in %s and cannot be downloaded (%s): get %s and put its files (%s) there"
            .formatted(kind.name(), place(kind), why, addresses, kind.files()),
        cause);
  }
}
