package io.pretext.app.run;

import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.methods.Views;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** An epoch's batches of views, with the labels and places of the images for methods that ask. */
final class TaggedBatches implements Iterator<Batch> {

  private final Loader loader;
  private final Dataset images;
  private final Set<String> inputs;
  private final Iterator<Batch> batches;

  /**
   * @param inputs of the training graph
   */
  TaggedBatches(Loader loader, Dataset images, Set<String> inputs, int epoch) {
    this.loader = loader;
    this.images = images;
    this.inputs = inputs;
    this.batches = loader.epoch(epoch);
  }

  /**
   * Refuses images without the labels that a method learns from.
   *
   * @throws IllegalArgumentException if an image has none
   */
  static void requireTags(Dataset images, Set<String> inputs) {
    if (!inputs.contains(Views.LABEL)) {
      return;
    }
    for (int i = 0; i < images.size(); i++) {
      if (images.label(i) < 0) {
        throw new IllegalArgumentException(
            "the method learns from labels and %s of %s has none: take another method"
                .formatted(images.path(i), images.name()));
      }
    }
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public Batch next() {
    Batch batch = batches.next();
    if (!inputs.contains(Views.LABEL) && !inputs.contains(Views.INDEX)) {
      return batch;
    }
    int[] places = loader.indices();
    var labels = Tensor.zeros(places.length);
    var indices = Tensor.zeros(places.length);
    for (int i = 0; i < places.length; i++) {
      labels.data().put(i, images.label(places[i]));
      indices.data().put(i, places[i]);
    }
    Map<String, Tensor> tensors = new HashMap<>(batch.tensors());
    tensors.put(Views.LABEL, labels);
    tensors.put(Views.INDEX, indices);
    return new Batch(tensors);
  }
}
