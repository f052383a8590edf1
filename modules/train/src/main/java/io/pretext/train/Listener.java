package io.pretext.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Is told how training goes, on the thread that trains; what it does delays the next step. */
public interface Listener {

  /** After every batch. */
  default void onStep(StepEnd end) {}

  /** After every epoch, before it is saved. */
  default void onEpoch(EpochEnd end) {}

  /**
   * One batch is behind.
   *
   * @param epoch of the batch, counted from 1
   * @param step of the epoch, counted from 1
   * @param stepsPerEpoch how many there are
   * @param steps of the whole training so far
   * @param loss of the batch
   * @param rate the scheduled learning rate of the update it belongs to
   */
  record StepEnd(int epoch, int step, int stepsPerEpoch, long steps, double loss, double rate) {}

  /**
   * One epoch is behind.
   *
   * @param epoch counted from 1
   * @param steps of the whole training so far
   * @param loss mean over the epoch's batches
   * @param rate the scheduled learning rate of the last update
   * @param metrics what is reported for the epoch, by name; a listener adds its own for those after
   *     it
   */
  record EpochEnd(int epoch, long steps, double loss, double rate, Map<String, Object> metrics) {

    /** Where the metrics hold the sentences of {@link #warn}. */
    public static final String WARNING = "warning";

    /** Adds what looks wrong after this epoch to its metrics, under {@link #WARNING}. */
    void warn(String sentence) {
      List<Object> all = new ArrayList<>();
      if (metrics.get(WARNING) instanceof List<?> before) {
        all.addAll(before);
      }
      all.add(sentence);
      metrics.put(WARNING, List.copyOf(all));
    }
  }
}
