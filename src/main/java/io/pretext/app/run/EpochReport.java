package io.pretext.app.run;

import io.pretext.app.terminal.Console;
import io.pretext.app.terminal.Progress;
import io.pretext.train.Listener;
import java.util.Locale;

/** Tells how each epoch goes, and examines what was learned when that is due. */
final class EpochReport implements Listener, AutoCloseable {

  private final Console console;
  private final Training training;
  private final Course course;
  private final int lastEpoch;
  private Progress progress = new Progress.Silent();
  private long epochBegan = System.nanoTime();
  private double trainingSeconds;
  private long images;

  /**
   * @param lastEpoch after which this session ends
   */
  EpochReport(Console console, Training training, int lastEpoch) {
    this.console = console;
    this.training = training;
    this.course = training.course();
    this.lastEpoch = lastEpoch;
  }

  @Override
  public void onStep(StepEnd end) {
    int batch = course.schedule().batch();
    if (progress instanceof Progress.Silent) {
      String task = "epoch " + end.epoch() + "/" + course.schedule().epochs();
      progress = Progress.of(console, task, (long) end.stepsPerEpoch() * batch);
    }
    images += batch;
    progress.advance(batch, String.format(Locale.ROOT, "loss %.3f", end.loss()));
  }

  @Override
  public void onEpoch(EpochEnd end) {
    close();
    trainingSeconds += (System.nanoTime() - epochBegan) / 1e9;
    var line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "epoch %3d/%d  loss %.4f  %.0f images/s",
                end.epoch(),
                course.schedule().epochs(),
                end.loss(),
                imagesPerSecond()));
    end.metrics().forEach((name, value) -> line.append(signal(name, value)));
    if (isDue(end.epoch())) {
      line.append(training.examine(end.metrics()));
    }
    console.say(line + timeLeft(end));
    epochBegan = System.nanoTime();
  }

  private static String signal(String name, Object value) {
    return value instanceof Double
        ? String.format(Locale.ROOT, "  %s %.2f", name.replace('_', ' '), value)
        : "";
  }

  private boolean isDue(int epoch) {
    return epoch == lastEpoch || course.examined().test(epoch);
  }

  private String timeLeft(EpochEnd end) {
    long left = (lastEpoch - end.epoch()) * (end.steps() / end.epoch()) * course.schedule().batch();
    return left == 0
        ? ""
        : String.format(Locale.ROOT, "  %.0f min left", Math.ceil(left / imagesPerSecond() / 60));
  }

  /** Source images through the training step in this session, evaluation not counted. */
  double imagesPerSecond() {
    return trainingSeconds == 0 ? 0 : images / trainingSeconds;
  }

  @Override
  public void close() {
    progress.close();
    progress = new Progress.Silent();
  }
}
