package io.pretext.app.run;

import io.pretext.app.config.DataConfig;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import java.util.Optional;

/**
 * What the images of a run are for.
 *
 * @param trained trained on
 * @param questions what is measured; empty without labels
 */
record Material(Dataset trained, Optional<Questions> questions) {

  /**
   * Opens the images that the settings name.
   *
   * @param heldOut share of the training images that are asked about and not trained on; 0 asks as
   *     {@link Questions#about} does
   * @param seed of the choice
   * @param limit asks about the first so many; 0 about all
   * @throws IllegalArgumentException if images without labels are to be held out
   */
  static Material of(DataConfig data, double heldOut, long seed, int limit) {
    Dataset all = Datasets.open(data.request());
    if (heldOut == 0) {
      return new Material(all, Questions.about(all, data, limit));
    }
    Dataset labelled = Questions.labelled(all, data);
    Questions questions =
        Questions.heldOut(labelled, heldOut, seed, limit)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        all.name()
                            + " has no labels, so none can be held out to be asked about: set"
                            + " evaluate.heldOut=0"));
    return new Material(labelled == all ? questions.bank() : all, Optional.of(questions));
  }
}
