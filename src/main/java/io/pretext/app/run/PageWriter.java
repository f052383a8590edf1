package io.pretext.app.run;

import io.pretext.app.terminal.Console;
import io.pretext.report.page.RunPage;
import io.pretext.train.Listener;
import java.nio.file.Path;

/**
 * Keeps the page of a run up to date. It comes after the log, whose lines it shows, and is never a
 * reason to end a training.
 */
final class PageWriter implements Listener {

  private final Path run;
  private final Console console;
  private boolean warned;

  /**
   * @param run the run directory
   */
  PageWriter(Path run, Console console) {
    this.run = run;
    this.console = console;
  }

  @Override
  public void onEpoch(EpochEnd end) {
    write();
  }

  Path file() {
    return run.resolve(RunPage.FILE);
  }

  /** Writes the page; whether that was possible. */
  boolean write() {
    try {
      RunReport.write(run, file());
      return true;
    } catch (RuntimeException e) {
      if (!warned) {
        warned = true;
        console.warn(
            "pretext: no %s, training goes on without: %s".formatted(RunPage.FILE, e.getMessage()));
      }
      return false;
    }
  }
}
