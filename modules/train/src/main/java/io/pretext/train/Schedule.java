package io.pretext.train;

/**
 * The learning rate at every update, as a fraction of its peak.
 *
 * <p>The first update of a warm-up of W takes 1 / W of the peak and its last the whole. A cosine
 * then falls update by update; steps fall with the epoch.
 *
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter, 2016</a>, equation 5
 */
public final class Schedule {

  private final ScheduleConfig config;
  private final int updatesPerEpoch;
  private final long warmup;

  /**
   * @param stepsPerEpoch batches per epoch; those that are left over by {@code accumulate} make a
   *     smaller last update
   */
  public Schedule(ScheduleConfig config, int stepsPerEpoch) {
    this.config = config;
    this.updatesPerEpoch = (stepsPerEpoch + config.accumulate() - 1) / config.accumulate();
    this.warmup = Math.round(config.warmup() * updatesPerEpoch);
  }

  /** Updates of the whole training. */
  public long updates() {
    return (long) config.epochs() * updatesPerEpoch;
  }

  /** Updates of one epoch. */
  public int updatesPerEpoch() {
    return updatesPerEpoch;
  }

  /** What the peak rate is multiplied by at {@code update}, counted from 0. */
  public double factorAt(long update) {
    if (update < warmup) {
      return (update + 1.0) / warmup;
    }
    return switch (config.shape()) {
      case CONSTANT -> 1;
      case STEP -> Math.pow(config.factor(), milestonesBefore(update));
      case COSINE -> {
        double progress = (double) (update - warmup) / (updates() - warmup);
        yield config.floor() + (1 - config.floor()) * (1 + Math.cos(Math.PI * progress)) / 2;
      }
    };
  }

  private long milestonesBefore(long update) {
    return config.milestones().stream()
        .filter(epoch -> update >= (long) epoch * updatesPerEpoch)
        .count();
  }
}
