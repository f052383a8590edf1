package io.pretext.app.run;

import io.pretext.engine.Step;
import io.pretext.train.Listener;
import io.pretext.train.MetricsLog;
import io.pretext.train.Progress;
import io.pretext.train.RunDirectory;
import java.util.List;
import java.util.Map;

/**
 * What a run trains, on what, and what it tells of it: all that is not the same for every kind of
 * training. {@link TrainingRun} does the rest.
 */
interface Training extends AutoCloseable {

  /** What is trained, by the keys of the result: {@code method}, {@code backbone}; in order. */
  Map<String, String> subject();

  /** Above pictures: {@code simclr, resnet20, cifar10 (train)}. */
  default String title() {
    return String.join(", ", subject().values()) + ", " + course().images().name();
  }

  /** The first words of the run: {@code simclr on resnet20, cifar10 (train): 50000 images}. */
  String introduction();

  Course course();

  Step step();

  /** Who else is told how training goes. */
  default List<Listener> listeners() {
    return List.of();
  }

  /** Does what comes before the first step of a session. */
  void begin(MetricsLog log, Progress from);

  /**
   * Measures what has been learned.
   *
   * @param metrics of the epoch, which take what was measured
   * @return for people, appended to the epoch's line; may be empty
   */
  String examine(Map<String, Object> metrics);

  /** What has been learned by the end of the session, by the keys of the result; said as well. */
  Map<String, Object> learned(Outcome outcome);

  /** Draws the pictures of the run beside its views and its loss. */
  void draw(Outcome outcome);

  @Override
  void close();

  /**
   * The end of a session.
   *
   * @param run the run directory
   * @param end how far training has come
   * @param log every metric of the run
   * @param imagesPerSecond source images through the training step, evaluation not counted
   */
  record Outcome(
      RunDirectory run, Progress end, List<Map<String, Object>> log, double imagesPerSecond) {

    /** The last value that was logged under {@code name}; null if none was. */
    Object last(String name) {
      Object last = null;
      for (Map<String, Object> line : log) {
        last = line.getOrDefault(name, last);
      }
      return last;
    }
  }
}
