package io.pretext.app.bench;

import io.pretext.app.machine.Machine;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Times a compiled training step on one batch again and again: forward, backward, optimizer and
 * state updates, without a loader.
 */
public final class StepBench {

  private static final int WINDOW = 100;

  private final Step step;
  private final Batch batch;
  private final int images;
  private final Function<String, UpdateRule.Settings> settings;
  private final Stopwatch stopwatch;
  private long done;

  /**
   * @param images source images in {@code batch}, each of which has several views
   * @param settings of the optimizer, by path
   */
  public StepBench(
      Step step, Batch batch, int images, Function<String, UpdateRule.Settings> settings) {
    this(step, batch, images, settings, System::nanoTime);
  }

  /**
   * @param clock nanoseconds
   */
  StepBench(
      Step step,
      Batch batch,
      int images,
      Function<String, UpdateRule.Settings> settings,
      LongSupplier clock) {
    this.step = step;
    this.batch = batch;
    this.images = images;
    this.settings = settings;
    this.stopwatch = new Stopwatch(clock);
  }

  /** Times {@code steps} steps after {@code warmup} that do not count. */
  public Timings time(int warmup, int steps) {
    return stopwatch.time(images, warmup, steps, this::once);
  }

  /**
   * Runs {@code steps} steps and says, for every hundred, how long they took and what memory the
   * process held after them: neither should grow.
   */
  public List<Window> soak(int steps) {
    var windows = new ArrayList<Window>();
    for (int first = 0; first < steps; first += WINDOW) {
      Timings timings = time(0, Math.min(WINDOW, steps - first));
      windows.add(
          new Window(
              first + timings.milliseconds().length,
              Timings.rounded(timings.median()),
              Timings.rounded(Arrays.stream(timings.milliseconds()).average().orElseThrow()),
              Machine.residentMemoryMb()));
    }
    return windows;
  }

  private void once() {
    step.run(batch, done++);
    step.optimise(settings, 1);
    step.settle(0);
  }

  /**
   * A stretch of a long run.
   *
   * @param steps made since the start, at the end of the stretch
   * @param stepMsMedian over the stretch
   * @param stepMsMean over the stretch
   * @param rssMb resident memory of the process at its end, 0 where the system does not say
   */
  public record Window(int steps, double stepMsMedian, double stepMsMean, long rssMb) {

    /** The figures by the names of {@code bench step --json}. */
    public Map<String, Object> figures() {
      var figures = new LinkedHashMap<String, Object>();
      figures.put("steps", steps);
      figures.put("step_ms_median", Timings.rounded(stepMsMedian));
      figures.put("step_ms_mean", Timings.rounded(stepMsMean));
      figures.put("rss_mb", rssMb);
      return figures;
    }
  }
}
