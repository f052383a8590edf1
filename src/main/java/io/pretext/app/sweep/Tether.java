package io.pretext.app.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ties the process of a trial to the sweep that started it: it ends when the sweep does, however
 * that ends, and no second process begins the trial before it is gone.
 */
public final class Tether {

  /** System property that names the lock of the trial. */
  static final String PROPERTY = "pretext.tether";

  /** As of a process that was killed, which is what happens to it. */
  private static final int KILLED = 137;

  private static FileLock held;

  private Tether() {}

  /** Ties this process if a sweep started it. */
  public static void holdIfAsked() {
    String lock = System.getProperty(PROPERTY);
    if (lock != null) {
      var watch = new Thread(Tether::endWithTheSweep, "tether");
      watch.setDaemon(true);
      watch.start();
      held = lock(Path.of(lock));
    }
  }

  /** Standard input is a pipe that only the sweep holds: the system closes it when that is gone. */
  private static void endWithTheSweep() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written to it.
      }
    } catch (IOException e) {
      // Read as its end.
    }
    Runtime.getRuntime().halt(KILLED);
  }

  /** Waits until no process holds {@code file}, and holds it. */
  static FileLock lock(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).lock();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  /** Lets go of what {@link #lock} gave. */
  static void release(FileLock lock) {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock: " + e.getMessage(), e);
    }
  }
}
