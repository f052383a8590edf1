package io.pretext.app.terminal;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a task is: a bar with images/s and time left on a terminal, silence elsewhere. */
public sealed interface Progress extends AutoCloseable {

  /** Counts {@code images} more as done. */
  void advance(int images, String note);

  @Override
  void close();

  /** A bar for {@code images} images of {@code task}, if somebody watches. */
  static Progress of(Console console, String task, long images) {
    return console.isTerminal() ? new Bar(console, task, images) : new Silent();
  }

  /** Nobody watches. */
  record Silent() implements Progress {
    @Override
    public void advance(int images, String note) {}

    @Override
    public void close() {}
  }

  /** A line that is drawn over itself and disappears at the end. */
  final class Bar implements Progress {

    private final ProgressBar bar;

    private Bar(Console console, String task, long images) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(images)
              .setUnit(" images", 1)
              .showSpeed()
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(console.err()))
              .setUpdateIntervalMillis(500)
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void advance(int images, String note) {
      bar.stepBy(images).setExtraMessage(note);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
