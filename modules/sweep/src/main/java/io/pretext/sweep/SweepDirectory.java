package io.pretext.sweep;

import io.pretext.config.AtomicFile;
import io.pretext.config.Bind;
import io.pretext.config.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Where a sweep is written; one process at a time. */
final class SweepDirectory implements AutoCloseable {

  /** What may differ on resuming: how much at once and how long, and not what comes out. */
  private static final Set<String> MOVABLE = Set.of("parallel", "memory", "budget");

  private final Path path;
  private final FileChannel lock;
  private final Journal journal;

  private SweepDirectory(Path path, FileChannel lock, Journal journal) {
    this.path = path;
    this.lock = lock;
    this.journal = journal;
  }

  /**
   * Begins a sweep in {@code path}, or opens the one that is there.
   *
   * @throws IllegalArgumentException if another process is at work there, something else is there,
   *     or a sweep that is not to be continued
   */
  static SweepDirectory open(Path path, SweepConfig config, boolean resume) {
    boolean there = Files.exists(path.resolve("sweep.yaml"));
    if (there && !resume) {
      throw new IllegalArgumentException(
          path + " already holds a sweep: add --resume to continue it, or choose another --out");
    }
    if (!there) {
      requireFree(path);
    }
    FileChannel lock = lock(path);
    try {
      String written = Yaml.write(Bind.map(config));
      if (there) {
        requireSame(path, Yaml.read(path.resolve("sweep.yaml")), Yaml.parse(written));
      }
      AtomicFile.write(path.resolve("sweep.yaml"), written);
      return new SweepDirectory(path, lock, Journal.open(journal(path)));
    } catch (RuntimeException e) {
      close(lock);
      throw e;
    }
  }

  /**
   * The configuration of the sweep in {@code path}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static SweepConfig config(Path path) {
    if (!Files.exists(path.resolve("sweep.yaml"))) {
      throw new IllegalArgumentException(path + " holds no sweep: it has no sweep.yaml");
    }
    return SweepConfig.of(
        path.resolve("sweep.yaml").toString(), Yaml.read(path.resolve("sweep.yaml")));
  }

  /** The journal of the sweep in {@code path}. */
  static Path journal(Path path) {
    return path.resolve("journal.jsonl");
  }

  private static void requireFree(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (var entries = Files.list(path)) {
      // A sweep that was killed at its very beginning left these and no more.
      Set<String> own = Set.of("lock", "sweep.yaml.part");
      if (entries.anyMatch(entry -> !own.contains(entry.getFileName().toString()))) {
        throw new IllegalArgumentException(
            path + " holds other files and no sweep: choose another --out");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** The system gives the lock back when the process ends, however it ends. */
  private static FileChannel lock(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        close(channel);
        throw new IllegalArgumentException(
            "another process is at work on the sweep in " + path + ": wait for its end or stop it");
      }
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + path + ": " + e.getMessage(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void requireSame(Path path, Map<String, ?> before, Map<String, ?> now) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    keys.removeAll(MOVABLE);
    for (String key : keys) {
      if (!Objects.equals(before.get(key), now.get(key))) {
        throw new IllegalArgumentException(
            "%s was begun with %s = %s, this is %s: resume it as its sweep.yaml has it, or choose another --out"
                .formatted(path, key, before.get(key), now.get(key)));
      }
    }
  }

  Path path() {
    return path;
  }

  Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    journal.close();
    close(lock);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock the sweep: " + e.getMessage(), e);
    }
  }
}
