package io.pretext.app.bench;

import io.pretext.graph.Batch;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** Times a loader alone: how fast views come if nothing else is done with them. */
public final class LoaderBench {

  private static final int PARTS = 10;

  private final IntFunction<Iterator<Batch>> epochs;
  private final int images;
  private final LongSupplier clock;
  private Iterator<Batch> batches = Collections.emptyIterator();
  private int epoch;

  /**
   * @param epochs the batches of an epoch, of which every epoch has some
   * @param images source images per batch
   */
  public LoaderBench(IntFunction<Iterator<Batch>> epochs, int images) {
    this(epochs, images, System::nanoTime);
  }

  /**
   * @param clock nanoseconds
   */
  LoaderBench(IntFunction<Iterator<Batch>> epochs, int images, LongSupplier clock) {
    this.epochs = epochs;
    this.images = images;
    this.clock = clock;
  }

  /**
   * Times ten stretches of {@code batches} batches after one that does not count, epoch after
   * epoch.
   *
   * <p>A loader prefetches, so the next batch is there at once or comes late; what is reported as a
   * step is the mean over a stretch, and must be longer than the loader's queue to mean anything.
   */
  public Timings time(int batches) {
    stretch(batches);
    var milliseconds = new double[PARTS];
    for (int i = 0; i < PARTS; i++) {
      milliseconds[i] = stretch(batches) / batches;
    }
    return new Timings(images, milliseconds);
  }

  private double stretch(int count) {
    long start = clock.getAsLong();
    for (int i = 0; i < count; i++) {
      if (!batches.hasNext()) {
        batches = epochs.apply(epoch++);
      }
      batches.next();
    }
    return (clock.getAsLong() - start) / 1e6;
  }
}
