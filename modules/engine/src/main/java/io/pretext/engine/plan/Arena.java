package io.pretext.engine.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one block of memory so that two share a place only if their lives do not meet.
 *
 * @param offsets of each buffer, in bytes
 * @param bytes size of the block
 */
public record Arena(long[] offsets, long bytes) {

  /** Every offset is a multiple of this: a cache line, and enough for any vector load. */
  public static final long ALIGNMENT = 64;

  /**
   * A buffer's need.
   *
   * @param bytes how large it is
   * @param first index of the first instruction that touches it
   * @param last index of the last
   */
  public record Need(long bytes, int first, int last) {
    boolean meets(Need other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** Largest first, each into the tightest gap among those already placed that live with it. */
  public static Arena place(List<Need> needs) {
    Integer[] order = new Integer[needs.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> -needs.get(i).bytes()));
    long[] offsets = new long[needs.size()];
    long total = 0;
    for (int k = 0; k < order.length; k++) {
      int i = order[k];
      Need need = needs.get(i);
      Integer[] neighbours =
          Arrays.stream(order, 0, k)
              .filter(j -> needs.get(j).meets(need))
              .sorted(Comparator.comparingLong(j -> offsets[j]))
              .toArray(Integer[]::new);
      offsets[i] = tightestGap(needs, offsets, neighbours, need.bytes());
      total = Math.max(total, offsets[i] + aligned(need.bytes()));
    }
    return new Arena(offsets, total);
  }

  private static long tightestGap(
      List<Need> needs, long[] offsets, Integer[] neighbours, long bytes) {
    long end = 0;
    long best = -1;
    long bestGap = Long.MAX_VALUE;
    for (int j : neighbours) {
      long gap = offsets[j] - end;
      if (gap >= bytes && gap < bestGap) {
        best = end;
        bestGap = gap;
      }
      end = Math.max(end, offsets[j] + aligned(needs.get(j).bytes()));
    }
    return best >= 0 ? best : end;
  }

  /** {@code bytes} rounded up to the alignment. */
  public static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
