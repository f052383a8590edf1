package io.pretext.train;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of one JSON object per line, each with the {@code step} it was true at.
 *
 * <p>Lines of a step hold {@code epoch, step, loss, rate}; lines of an epoch hold {@code epoch,
 * step, epoch_loss, rate} and what other listeners measured. No line holds a time, so that a
 * resumed run's file equals that of one that was never stopped.
 */
public final class MetricsLog implements Listener {

  private final Path file;
  private final int every;

  /**
   * @param every steps between lines of steps
   */
  public MetricsLog(Path file, int every) {
    this.file = file;
    this.every = every;
  }

  @Override
  public void onStep(StepEnd end) {
    if (end.steps() % every == 0) {
      append(line(end.epoch(), end.steps(), "loss", end.loss(), end.rate()));
    }
  }

  @Override
  public void onEpoch(EpochEnd end) {
    Map<String, Object> line = line(end.epoch(), end.steps(), "epoch_loss", end.loss(), end.rate());
    line.putAll(end.metrics());
    append(line);
  }

  /** Adds a line. */
  public void append(Map<String, ?> line) {
    try {
      Files.writeString(
          file, Json.line(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** All whole lines; none if there is no file. */
  public List<Map<String, Object>> read() {
    return Json.lines(file);
  }

  /** Removes, all at once, the lines of steps after {@code step}. */
  public void cutBackTo(long step) {
    StringBuilder kept = new StringBuilder();
    for (Map<String, Object> line : read()) {
      if (line.get("step") instanceof Number at && at.longValue() <= step) {
        kept.append(Json.line(line)).append('\n');
      }
    }
    AtomicFile.write(file, kept.toString());
  }

  private static Map<String, Object> line(
      int epoch, long step, String name, double loss, double rate) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.put("step", step);
    line.put(name, loss);
    line.put("rate", rate);
    return line;
  }
}
