package io.pretext.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one thread of one process at a time change what a cache keeps under a name. */
public final class FolderLock {

  /** What is done while nobody else can. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  private FolderLock() {}

  /**
   * Runs {@code work} alone.
   *
   * @param folder of the cache; made if it is not there
   * @param name of what is changed; {@code name.lock} stays behind
   */
  public static <T> T hold(Path folder, String name, Work<T> work) throws IOException {
    Files.createDirectories(folder);
    Path lock = folder.resolve(name + ".lock");
    synchronized (FolderLock.class) { // a FileLock keeps other processes out, not other threads
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException("the lock " + lock + " was lost");
        }
        return work.run();
      }
    }
  }
}
