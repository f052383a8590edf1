package io.pretext.app.run;

import io.pretext.app.config.DataConfig;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The labelled images that a representation is measured on.
 *
 * @param bank images whose classes are known
 * @param queries images whose classes are guessed
 */
record Questions(Dataset bank, Dataset queries) {

  /**
   * Bank: the images trained on, or the training part beside an unlabelled one. Queries: the test
   * images, else the validation images, else every tenth image of the bank, which then leaves it.
   *
   * @param limit asks about the first so many; 0 about all
   * @return empty if there are no labels to ask for
   */
  static Optional<Questions> about(Dataset trained, DataConfig data, int limit) {
    List<Split> splits = Datasets.splits(data.source(), data.kind());
    Dataset bank = labelled(trained, data);
    if (!isLabelled(bank)) {
      return Optional.empty();
    }
    for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
      if (splits.contains(split)) {
        Dataset queries = open(data, split, limit);
        if (isLabelled(queries)) {
          return Optional.of(new Questions(bank, queries));
        }
      }
    }
    return Optional.of(new Questions(HeldOut.bank(bank), HeldOut.queries(bank)));
  }

  /** The images trained on, or the training part beside an unlabelled one. */
  static Dataset labelled(Dataset trained, DataConfig data) {
    boolean beside =
        data.split() == Split.UNLABELLED
            && Datasets.splits(data.source(), data.kind()).contains(Split.TRAIN);
    return beside ? open(data, Split.TRAIN, 0) : trained;
  }

  /**
   * Queries: a share of the images, drawn by {@code seed}. Bank: the others.
   *
   * @param limit asks about the first so many; 0 about all
   * @return empty if there are no labels to ask for
   */
  static Optional<Questions> heldOut(Dataset images, double share, long seed, int limit) {
    if (!isLabelled(images)) {
      return Optional.empty();
    }
    return Optional.of(
        new Questions(
            HeldOut.rest(images, share, seed), HeldOut.drawn(images, share, seed, limit)));
  }

  /** Whether image {@code index} of {@code trained} is asked about itself. */
  boolean asks(Dataset trained, int index) {
    return queries instanceof HeldOut some && some.isOf(trained, index);
  }

  private static Dataset open(DataConfig data, Split split, int limit) {
    return Datasets.open(new DataRequest(data.source(), data.kind(), split, limit));
  }

  private static boolean isLabelled(Dataset images) {
    return !images.classes().isEmpty()
        && IntStream.range(0, images.size()).noneMatch(i -> images.label(i) < 0);
  }
}
