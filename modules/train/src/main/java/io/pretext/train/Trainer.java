package io.pretext.train;

import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Minimises a compiled training step over batches; everything method-specific is in its graph.
 *
 * <p>An update is: run {@code schedule.accumulate} batches, average their gradients, clip, move the
 * parameters, apply the state updates. The batches that an epoch has left over make a smaller
 * update. State updates follow the update, so what they read is of its last batch.
 */
public final class Trainer {

  private final Step step;
  private final ScheduleConfig config;
  private final Schedule schedule;
  private final ParameterSettings settings;
  private final double peak;
  private final OptionalDouble clip;
  private final int stepsPerEpoch;

  /**
   * @param step compiled with {@link OptimizerConfig#rule} and, where several batches make an
   *     update, to accumulate
   * @param stepsPerEpoch batches that every epoch has
   * @throws IllegalArgumentException if there is no batch, or an optimizer group matches nothing
   */
  public Trainer(Step step, OptimizerConfig optimizer, ScheduleConfig config, int stepsPerEpoch) {
    if (stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "an epoch has no batch: schedule.batch = " + config.batch() + " exceeds the images");
    }
    int images = config.imagesPerUpdate();
    this.step = step;
    this.config = config;
    this.schedule = new Schedule(config, stepsPerEpoch);
    this.settings = new ParameterSettings(optimizer, step.trained(), step::shape, images, schedule);
    this.peak = optimizer.effectiveRate(images);
    this.clip = optimizer.clip();
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * Trains from {@code from} to the last epoch or until {@code session} stops it.
   *
   * @param epochs batches of an epoch, counted from 0, the same each time one is asked for
   * @return where it stopped
   * @throws ArithmeticException if the loss or the gradient is not finite
   */
  public Progress run(IntFunction<Iterator<Batch>> epochs, Progress from, Session session) {
    Progress progress = from;
    int last = Math.min(config.epochs(), session.stopAfter());
    while (progress.epoch() < last) {
      progress = epoch(epochs.apply(progress.epoch()), progress, session);
      if (progress.step() > 0 || progress.epoch() == last || stopped(session)) {
        session.save().accept(progress);
        return progress;
      }
      if (progress.epoch() % session.saveEvery() == 0) {
        session.save().accept(progress);
      }
    }
    return progress;
  }

  /** The learning rate after warm-up, scaled to the images of an update. */
  public double effectiveRate() {
    return peak;
  }

  /** Whether {@code progress} is the end of the schedule. */
  public boolean finished(Progress progress) {
    return progress.epoch() >= config.epochs();
  }

  /** The rest of an epoch, or its beginning if {@code session} stops it. */
  private Progress epoch(Iterator<Batch> batches, Progress from, Session session) {
    Progress progress = from;
    for (int used = 0; used < from.step(); used++) {
      next(batches, progress);
    }
    while (progress.step() < stepsPerEpoch) {
      progress = update(batches, progress, session);
      if (progress.step() < stepsPerEpoch && stopped(session)) {
        return progress;
      }
    }
    double rate = rateAt(updateOf(progress.epoch(), progress.step() - 1));
    Progress done = progress.afterEpoch();
    Map<String, Object> metrics = new LinkedHashMap<>();
    var end = new Listener.EpochEnd(done.epoch(), done.steps(), done.lastLoss(), rate, metrics);
    session.listeners().forEach(listener -> listener.onEpoch(end));
    return done;
  }

  private Progress update(Iterator<Batch> batches, Progress from, Session session) {
    long update = updateOf(from.epoch(), from.step());
    double rate = rateAt(update);
    int count = Math.min(config.accumulate(), stepsPerEpoch - from.step());
    Progress progress = from;
    double[] losses = new double[count];
    for (int i = 0; i < count; i++) {
      losses[i] = run(next(batches, progress), progress);
      progress = progress.afterStep(losses[i]);
    }
    Function<String, UpdateRule.Settings> byPath = settings.at(rate, update);
    step.optimise(byPath, scale(count, progress));
    step.settle((double) update / schedule.updates());
    for (int i = 0; i < count; i++) {
      var end =
          new Listener.StepEnd(
              from.epoch() + 1,
              from.step() + i + 1,
              stepsPerEpoch,
              from.steps() + i + 1,
              losses[i],
              rate);
      session.listeners().forEach(listener -> listener.onStep(end));
    }
    return progress;
  }

  private double run(Batch batch, Progress progress) {
    try {
      return step.run(batch, new Moment(progress.steps(), progress.epoch()));
    } catch (ArithmeticException e) {
      throw diverged(e.getMessage(), progress.epoch(), progress.step() + 1);
    }
  }

  private static ArithmeticException diverged(String what, int epoch, int step) {
    return new ArithmeticException(
        "in epoch "
            + (epoch + 1)
            + ", step "
            + step
            + ", "
            + what
            + "; try a lower optimizer.rate or a longer schedule.warmup");
  }

  /** The factor that averages {@code count} gradients and clips the result. */
  private double scale(int count, Progress progress) {
    if (clip.isEmpty()) {
      return 1.0 / count;
    }
    double norm = step.gradientNorm() / count;
    if (!Double.isFinite(norm)) {
      throw diverged("the gradient is not finite", progress.epoch(), progress.step());
    }
    return Math.min(1, clip.getAsDouble() / norm) / count;
  }

  private Batch next(Iterator<Batch> batches, Progress progress) {
    if (!batches.hasNext()) {
      throw new IllegalStateException(
          "epoch " + (progress.epoch() + 1) + " has fewer than " + stepsPerEpoch + " batches");
    }
    return batches.next();
  }

  private long updateOf(int epoch, int stepOfEpoch) {
    return (long) epoch * schedule.updatesPerEpoch() + stepOfEpoch / config.accumulate();
  }

  private double rateAt(long update) {
    return peak * schedule.factorAt(update);
  }

  private static boolean stopped(Session session) {
    return session.stop().getAsBoolean();
  }
}
