package io.pretext.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Threads that fill numbered batches ahead of one consumer, into slots that are used over and over.
 *
 * <p>Batch {@code b} lies in slot {@code b % slots}. Rows are handed to whichever worker asks, so a
 * row's content must depend on its number alone.
 */
final class Feed implements AutoCloseable {

  /** Fills rows; one instance per worker. */
  interface Filler {
    void fill(int slot, int batch, int row);
  }

  /** Rows a worker takes at a time: few enough to share a batch, enough to keep off the lock. */
  private static final int CHUNK = 8;

  private final Object lock = new Object();
  private final int rows;
  private final int[] unfilled;
  private final List<Thread> threads = new ArrayList<>();

  private int batches;
  private int nextBatch;
  private int nextRow;
  private int handed;
  private int released;
  private int busy;
  private long generation;
  private Throwable failure;
  private boolean closed;

  private record Chunk(int batch, int from, int to) {}

  /**
   * @param name of the threads
   * @param slots how many batches there is room for
   * @param rows of each batch
   */
  Feed(String name, List<? extends Filler> fillers, int slots, int rows) {
    this.rows = rows;
    this.unfilled = new int[slots];
    for (int i = 0; i < fillers.size(); i++) {
      Filler filler = fillers.get(i);
      Thread thread = new Thread(() -> work(filler), name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Starts over with {@code batches} batches, 0 first, once no worker is at the old ones.
   *
   * @param prepare runs while every worker rests
   * @return what {@link #next} wants to be told
   */
  long start(int batches, Runnable prepare) {
    synchronized (lock) {
      requireOpen();
      this.batches = 0;
      await(() -> busy == 0);
      prepare.run();
      this.batches = batches;
      nextBatch = 0;
      nextRow = 0;
      handed = 0;
      released = 0;
      failure = null;
      lock.notifyAll();
      return ++generation;
    }
  }

  /** Gives the last batch back and waits for the next; the number of its slot. */
  int next(long started) {
    synchronized (lock) {
      requireOpen();
      if (started != generation) {
        throw new IllegalStateException("these batches ended when another epoch was started");
      }
      released = handed;
      lock.notifyAll();
      int slot = handed % unfilled.length;
      await(() -> closed || failure != null || nextBatch > handed && unfilled[slot] == 0);
      requireOpen();
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
      handed++;
      return slot;
    }
  }

  /** Ends the threads; waits until they have ended. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void work(Filler filler) {
    for (Chunk chunk = take(); chunk != null; chunk = take()) {
      Throwable thrown = null;
      try {
        int slot = chunk.batch() % unfilled.length;
        for (int row = chunk.from(); row < chunk.to(); row++) {
          filler.fill(slot, chunk.batch(), row);
        }
      } catch (RuntimeException | Error e) {
        thrown = e;
      }
      giveBack(chunk, thrown);
    }
  }

  /** The next rows to fill, or null once the feed is closed. */
  private Chunk take() {
    synchronized (lock) {
      await(
          () ->
              closed
                  || failure == null
                      && nextBatch < batches
                      && nextBatch < released + unfilled.length);
      if (closed) {
        return null;
      }
      if (nextRow == 0) {
        unfilled[nextBatch % unfilled.length] = rows;
      }
      Chunk chunk = new Chunk(nextBatch, nextRow, Math.min(rows, nextRow + CHUNK));
      nextRow = chunk.to();
      if (nextRow == rows) {
        nextRow = 0;
        nextBatch++;
      }
      busy++;
      return chunk;
    }
  }

  private void giveBack(Chunk chunk, Throwable thrown) {
    synchronized (lock) {
      busy--;
      unfilled[chunk.batch() % unfilled.length] -= chunk.to() - chunk.from();
      if (thrown != null && failure == null) {
        failure = thrown;
      }
      lock.notifyAll();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the loader is closed");
    }
  }

  /** Waits on the lock, which the caller holds. */
  private void await(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        lock.wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
