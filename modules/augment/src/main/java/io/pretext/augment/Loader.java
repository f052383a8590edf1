package io.pretext.augment;

import io.pretext.config.Check;
import io.pretext.datasets.Dataset;
import io.pretext.graph.Batch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Batches of views for training, made ahead by threads of its own.
 *
 * <p>What an epoch holds depends on the data set, the recipe and (seed, epoch) alone, never on the
 * number of workers. Images come in an order shuffled by (seed, epoch); those that do not fill a
 * last batch are left out of the epoch.
 *
 * <p>A batch is valid until the next is asked for: its buffers are used over and over.
 */
public final class Loader implements AutoCloseable {

  /** Keeps the shuffling of an epoch apart from the draws of its images. */
  private static final long SHUFFLE = 0x5348554646L;

  private final long seed;
  private final int batch;
  private final int[] order;
  private final Ring ring;
  private final Feed feed;
  private final int[] current;
  private int epoch;

  /**
   * @param size side of the global views in pixels
   * @param batch images in a batch
   * @param workers threads that make views
   * @throws IllegalArgumentException if a batch is larger than the data set
   */
  public Loader(
      Dataset dataset,
      Recipe recipe,
      int size,
      Normalisation normalisation,
      int batch,
      long seed,
      int workers) {
    Check.atLeast("size", size, 1);
    Check.atLeast("batch", batch, 1);
    Check.atLeast("workers", workers, 1);
    if (batch > dataset.size()) {
      throw new IllegalArgumentException(
          "a batch of %d is larger than %s, which has %d images: use a smaller batch or more images"
              .formatted(batch, dataset.name(), dataset.size()));
    }
    this.seed = seed;
    this.batch = batch;
    this.order = new int[dataset.size()];
    this.current = new int[batch];
    List<Integer> sizes = recipe.sizes(size);
    this.ring = new Ring(inputs(sizes.size()), sizes, batch);
    List<Feed.Filler> fillers =
        Stream.generate(() -> new Augmenter(dataset, recipe, size, normalisation))
            .limit(workers)
            .map(this::filler)
            .toList();
    this.feed = new Feed("pretext-loader", fillers, ring.size(), batch);
  }

  /** The inputs of the training graph: {@code view0}, {@code view1}, ... */
  public static List<String> inputs(int views) {
    return IntStream.range(0, views).mapToObj(i -> "view" + i).toList();
  }

  private Feed.Filler filler(Augmenter augmenter) {
    return (slot, number, row) ->
        augmenter.write(order[number * batch + row], seed, epoch, ring.tensors(slot), row);
  }

  /** Batches in an epoch. */
  public int stepsPerEpoch() {
    return order.length / batch;
  }

  /**
   * The batches of {@code epoch}, any number from 0, in any order of asking. Batches of an epoch
   * asked for before end here. An image that cannot be read makes {@code next} throw, with a
   * message that names the image.
   */
  public Iterator<Batch> epoch(int epoch) {
    Check.atLeast("epoch", epoch, 0);
    long started = feed.start(stepsPerEpoch(), () -> shuffle(epoch));
    return new Iterator<>() {
      private int step;

      @Override
      public boolean hasNext() {
        return step < stepsPerEpoch();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("epoch " + epoch + " has no more batches");
        }
        int slot = feed.next(started);
        System.arraycopy(order, step * batch, current, 0, batch);
        step++;
        return ring.batch(slot);
      }
    };
  }

  /** Which image of the data set each row of the batch handed out last came from. */
  public int[] indices() {
    return current.clone();
  }

  private void shuffle(int newEpoch) {
    epoch = newEpoch;
    Arrays.setAll(order, i -> i);
    var random = new SplittableRandom(ViewDraw.mix(seed, newEpoch, SHUFFLE));
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    feed.close();
  }
}
