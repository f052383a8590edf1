package io.pretext.augment;

import io.pretext.config.Check;
import io.pretext.datasets.Dataset;
import io.pretext.graph.Batch;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * A data set in its own order for evaluation, by the recipe {@code eval}, in batches of one size
 * with the single input {@code image} [N, 3, size, size].
 *
 * <p>A part is valid until the next is asked for: its buffers are used over and over.
 */
public final class InOrder implements Iterable<InOrder.Part>, AutoCloseable {

  /** The input of an evaluation graph. */
  public static final String INPUT = "image";

  /**
   * Some images of the data set in a row.
   *
   * @param batch always of the full size; rows from {@code valid} on repeat the last image
   * @param valid rows that count
   * @param first index of row 0 in the data set
   */
  public record Part(Batch batch, int valid, int first) {}

  private final int images;
  private final int batch;
  private final Ring ring;
  private final Feed feed;

  /**
   * @param size side of the images in pixels
   * @param batch rows of every batch
   * @param workers threads that read and resize
   */
  public InOrder(Dataset dataset, int size, Normalisation normalisation, int batch, int workers) {
    Check.atLeast("size", size, 1);
    Check.atLeast("batch", batch, 1);
    Check.atLeast("workers", workers, 1);
    Check.that(dataset.size() > 0, "data set", "hold an image, " + dataset.name() + " has none");
    this.images = dataset.size();
    this.batch = batch;
    Recipe recipe = Recipe.named("eval");
    this.ring = new Ring(List.of(INPUT), recipe.sizes(size), batch);
    List<Feed.Filler> fillers =
        Stream.generate(() -> new Augmenter(dataset, recipe, size, normalisation))
            .limit(workers)
            .map(this::filler)
            .toList();
    this.feed = new Feed("pretext-in-order", fillers, ring.size(), batch);
  }

  private Feed.Filler filler(Augmenter augmenter) {
    // The recipe draws nothing, so any seed and epoch will do.
    return (slot, number, row) ->
        augmenter.write(Math.min(number * batch + row, images - 1), 0, 0, ring.tensors(slot), row);
  }

  /** How many parts there are. */
  public int parts() {
    return (images + batch - 1) / batch;
  }

  /** All parts from the beginning; ends those asked for before. */
  @Override
  public Iterator<Part> iterator() {
    long started = feed.start(parts(), () -> {});
    return new Iterator<>() {
      private int part;

      @Override
      public boolean hasNext() {
        return part < parts();
      }

      @Override
      public Part next() {
        if (!hasNext()) {
          throw new NoSuchElementException("there are no more images");
        }
        int slot = feed.next(started);
        int first = part++ * batch;
        return new Part(ring.batch(slot), Math.min(batch, images - first), first);
      }
    };
  }

  /** Ends the threads. */
  @Override
  public void close() {
    feed.close();
  }
}
