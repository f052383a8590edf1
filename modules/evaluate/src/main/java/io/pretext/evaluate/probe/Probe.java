package io.pretext.evaluate.probe;

import java.util.List;
import java.util.Map;

/**
 * A way to train classifiers on features, in several settings at once.
 *
 * <p>It is never given the labels of the queries, so nothing it does can depend on them.
 */
public interface Probe {

  /** The settings it tries: the value of each of their names. */
  List<Map<String, Double>> settings();

  /** The same with only the setting at {@code index}. */
  Probe only(int index);

  /**
   * Trains a classifier in every setting and asks it about the queries.
   *
   * @param train [N, D]
   * @param queries [Q, D]
   * @param seed of whatever is drawn
   * @return the answers in each setting, in the order of {@link #settings}
   */
  List<Ranking> rank(LabelledRows train, Rows queries, long seed);
}
