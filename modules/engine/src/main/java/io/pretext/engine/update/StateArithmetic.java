package io.pretext.engine.update;

import io.pretext.graph.StateUpdate;
import java.nio.FloatBuffer;

/**
 * What each {@link StateUpdate} does to the buffers it names, without allocating.
 *
 * <p>Blending is elementwise and holds in any layout that both buffers share; whatever speaks of
 * rows needs them row-major.
 */
public final class StateArithmetic {

  private StateArithmetic() {}

  /**
   * {@code state} becomes {@code keep * state + (1 - keep) * source}: {@link StateUpdate.Blend},
   * and {@link StateUpdate.MovingAverage} with its momentum as {@code keep}.
   */
  public static void blend(FloatBuffer state, FloatBuffer source, double keep) {
    if (state.limit() != source.limit()) {
      throw new IllegalArgumentException(
          "a state of "
              + state.limit()
              + " elements cannot be blended with a source of "
              + source.limit());
    }
    float old = (float) keep;
    float fresh = (float) (1 - keep);
    for (int i = 0; i < state.limit(); i++) {
      state.put(i, old * state.get(i) + fresh * source.get(i));
    }
  }

  /**
   * Moves rows of {@code bank} towards {@code rows}; an index that names no row of the bank is an
   * error and leaves the bank as it is.
   *
   * @param update what to do, and the names for errors
   * @param bank [M, width]
   * @param rows [N, width]
   * @param index [N]
   */
  public static void blendRows(
      StateUpdate.BlendRows update,
      FloatBuffer bank,
      FloatBuffer rows,
      FloatBuffer index,
      int width) {
    if (rows.limit() != index.limit() * width) {
      throw new IllegalArgumentException(
          update.index()
              + " holds "
              + index.limit()
              + " numbers, but "
              + update.rows()
              + " is no array of so many rows of the "
              + width
              + " elements that a row of "
              + update.bank()
              + " has");
    }
    int count = bank.limit() / width;
    for (int i = 0; i < index.limit(); i++) {
      float row = index.get(i);
      if (!(row >= 0 && row < count && row == (int) row)) {
        throw new IllegalArgumentException(
            update.index()
                + " holds "
                + row
                + ", which is no row of "
                + update.bank()
                + ": give whole numbers from 0 to "
                + (count - 1));
      }
    }
    float old = (float) update.keep();
    float fresh = (float) (1 - update.keep());
    for (int i = 0; i < index.limit(); i++) {
      int start = (int) index.get(i) * width;
      for (int k = 0; k < width; k++) {
        bank.put(start + k, old * bank.get(start + k) + fresh * rows.get(i * width + k));
      }
      scaleToUnit(bank, start, width);
    }
  }

  /**
   * The queue's first rows, its oldest, fall out; the others move up and {@code rows} follow them.
   *
   * @param queue [K, D]; where {@code rows} are more than K, the last K of them remain
   * @param rows [B, D]
   */
  public static void enqueue(FloatBuffer queue, FloatBuffer rows) {
    int capacity = queue.limit();
    int fresh = Math.min(capacity, rows.limit());
    queue.put(0, queue, fresh, capacity - fresh);
    queue.put(capacity - fresh, rows, rows.limit() - fresh, fresh);
  }

  /**
   * Scales every row to unit length; a row of zeros stays.
   *
   * @param rows [R, width]
   */
  public static void unitRows(FloatBuffer rows, int width) {
    if (width < 1 || rows.limit() % width != 0) {
      throw new IllegalArgumentException(
          rows.limit() + " elements are not rows of " + width + " elements");
    }
    for (int start = 0; start < rows.limit(); start += width) {
      scaleToUnit(rows, start, width);
    }
  }

  private static void scaleToUnit(FloatBuffer rows, int start, int width) {
    double norm = Math.sqrt(Norms.squares(rows, start, width));
    if (norm > 0) {
      for (int i = start; i < start + width; i++) {
        rows.put(i, (float) (rows.get(i) / norm));
      }
    }
  }
}
