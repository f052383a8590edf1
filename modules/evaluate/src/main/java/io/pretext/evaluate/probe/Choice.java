package io.pretext.evaluate.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Which setting of a probe does best on images that were held out of the training set. The test set
 * has no part in it.
 *
 * @param index of the setting; of equally good ones, the first
 * @param heldOut accuracy of each setting in per cent of the images held out
 */
public record Choice(int index, List<Double> heldOut) {

  /**
   * Trains every setting on nine tenths of {@code train} and asks it about the last tenth.
   *
   * @param seed of the part that is held out, and of what the probe draws
   */
  public static Choice of(Probe probe, LabelledRows train, long seed) {
    HoldOut parts = HoldOut.of(train.labels(), train.classes(), seed);
    LabelledRows queries = train.select(parts.heldOut());
    var heldOut = new ArrayList<Double>();
    int best = 0;
    for (Ranking answers : probe.rank(train.select(parts.kept()), queries.rows(), seed)) {
      heldOut.add(answers.accuracy(queries.labels()).top1());
      best = heldOut.get(heldOut.size() - 1) > heldOut.get(best) ? heldOut.size() - 1 : best;
    }
    return new Choice(best, List.copyOf(heldOut));
  }
}
