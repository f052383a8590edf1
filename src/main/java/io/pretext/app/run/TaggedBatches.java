package io.pretext.app.run;

import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.ProbedStep;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.methods.Views;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * An epoch's batches of views, with the labels and places of the images for methods that ask, and
 * labels for a classifier beside the method.
 */
final class TaggedBatches implements Iterator<Batch> {

  private final Loader loader;
  private final Dataset images;
  private final Set<String> inputs;
  private final Optional<IntUnaryOperator> followed;
  private final Iterator<Batch> batches;

  /**
   * @param inputs of the training graph
   * @param followed the label that {@link ProbedStep} is to learn of an image, by its place
   */
  TaggedBatches(
      Loader loader,
      Dataset images,
      Set<String> inputs,
      Optional<IntUnaryOperator> followed,
      int epoch) {
    this.loader = loader;
    this.images = images;
    this.inputs = inputs;
    this.followed = followed;
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
    Map<String, Tensor> tensors = new HashMap<>(batches.next().tensors());
    int[] places = loader.indices();
    if (inputs.contains(Views.LABEL)) {
      tensors.put(Views.LABEL, of(places, images::label));
    }
    if (inputs.contains(Views.INDEX)) {
      tensors.put(Views.INDEX, of(places, place -> place));
    }
    followed.ifPresent(labels -> tensors.put(ProbedStep.LABEL, of(places, labels)));
    return new Batch(tensors);
  }

  private static Tensor of(int[] places, IntUnaryOperator value) {
    var tensor = Tensor.zeros(places.length);
    for (int i = 0; i < places.length; i++) {
      tensor.data().put(i, value.applyAsInt(places[i]));
    }
    return tensor;
  }
}
