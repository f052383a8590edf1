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
   * Rows of {@code bank} move towards {@code rows} and back to unit length: {@link
   * StateUpdate.BlendRows}.
   *
   * @param bank [M, D]
   * @param rows [N, D]
   * @param index rows of the bank, [N]
   * @throws IllegalArgumentException if the bank has no such row
   */
  public static void blendRows(FloatBuffer bank, FloatBuffer rows, FloatBuffer index, double keep) {
    int width = rows.limit() / index.limit();
    int capacity = bank.limit() / width;
    for (int i = 0; i < index.limit(); i++) {
      float row = index.get(i);
      if (!(row >= 0 && row < capacity)) {
        throw new IllegalArgumentException(
            "a memory of " + capacity + " rows has no row " + row + " for an image of the batch");
      }
      int at = (int) row * width;
      double squares = 0;
      for (int d = 0; d < width; d++) {
        float value = (float) (keep * bank.get(at + d) + (1 - keep) * rows.get(i * width + d));
        bank.put(at + d, value);
        squares += (double) value * value;
      }
      double norm = Math.max(Math.sqrt(squares), 1e-12);
      for (int d = at; d < at + width; d++) {
        bank.put(d, (float) (bank.get(d) / norm));
      }
    }
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
      double norm = Math.sqrt(Norms.squares(rows, start, width));
      if (norm > 0) {
        for (int i = start; i < start + width; i++) {
          rows.put(i, (float) (rows.get(i) / norm));
        }
      }
    }
  }
}
