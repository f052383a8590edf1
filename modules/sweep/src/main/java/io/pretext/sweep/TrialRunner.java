package io.pretext.sweep;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Trains trials: what a sweep asks of the application. Used by several threads at once. */
public interface TrialRunner {

  /**
   * Every setting of the preset that a trial with these settings is.
   *
   * @param settings by path; none for the preset as it is
   * @throws IllegalArgumentException in one sentence, if a path does not exist or a value is not
   *     accepted
   */
  Map<String, Object> resolve(Map<String, Object> settings);

  /** How many epochs a trial with these settings has in full. */
  int epochs(Map<String, Object> settings);

  /**
   * Trains a trial to the end of an epoch: from its beginning, or from where it was left by an
   * earlier call, of a process that was killed, say. A trial that is there already is not trained
   * again.
   *
   * @param epoch counted from 1
   * @throws TrialFailure if the trial cannot go on, whatever is done
   * @throws InterruptedException if the thread was interrupted; the trial can go on later
   */
  Progress run(Trial trial, int epoch) throws TrialFailure, InterruptedException;

  /**
   * Judges a trial that is trained on images that no trial was judged on.
   *
   * @return empty if there are none
   */
  OptionalDouble test(Trial trial) throws TrialFailure, InterruptedException;

  /**
   * How a trial has gone.
   *
   * @param objective at the end of the epoch asked for
   * @param curve every epoch since the beginning: its number under {@code epoch}, and what was
   *     measured
   */
  record Progress(double objective, List<Map<String, Object>> curve) {

    public Progress {
      curve = List.copyOf(curve);
    }
  }

  /** Why a trial ended before its time. */
  final class TrialFailure extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * @param reason in one sentence
     */
    public TrialFailure(String reason) {
      super(reason);
    }
  }
}
