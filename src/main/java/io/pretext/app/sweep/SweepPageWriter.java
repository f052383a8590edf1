package io.pretext.app.sweep;

import io.pretext.app.terminal.Console;
import io.pretext.report.page.SweepPage;
import io.pretext.sweep.SweepListener;
import java.nio.file.Path;

/**
 * Keeps the page of a sweep up to date, and is never a reason to end it. A page of many trials
 * takes a moment, so that it is written again only when ten times that have passed.
 */
final class SweepPageWriter implements SweepListener {

  private static final int SHARE = 10;

  private final Path sweep;
  private final Console console;
  private boolean warned;
  private long due = System.nanoTime();

  /**
   * @param sweep its directory
   */
  SweepPageWriter(Path sweep, Console console) {
    this.sweep = sweep;
    this.console = console;
  }

  @Override
  public void say(String line) {
    console.say(line);
  }

  @Override
  public void published() {
    long now = System.nanoTime();
    if (now - due >= 0) {
      write();
      long after = System.nanoTime();
      due = after + SHARE * (after - now);
    }
  }

  Path file() {
    return sweep.resolve(SweepPage.FILE);
  }

  /** Writes the page; whether that was possible. */
  boolean write() {
    try {
      SweepPage.of(sweep).write(file());
      return true;
    } catch (RuntimeException e) {
      if (!warned) {
        warned = true;
        console.warn(
            "pretext: no %s, the sweep goes on without: %s"
                .formatted(SweepPage.FILE, e.getMessage()));
      }
      return false;
    }
  }
}
