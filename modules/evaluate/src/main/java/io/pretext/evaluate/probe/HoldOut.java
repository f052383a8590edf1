package io.pretext.evaluate.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A training set in two parts: one to train on and one to choose settings with.
 *
 * @param kept rows to train on, rising
 * @param heldOut rows to choose with, rising
 */
record HoldOut(int[] kept, int[] heldOut) {

  private static final double PART = 0.1;

  /** Keeps this draw apart from others of the same seed. */
  private static final long HELD = 0x48454C44L;

  /**
   * Holds out a tenth of every class, drawn by the seed: one image at least, but never the only one
   * of its class.
   *
   * @throws IllegalArgumentException if no class has two images
   */
  static HoldOut of(int[] labels, int classes, long seed) {
    var members = new ArrayList<List<Integer>>();
    for (int c = 0; c < classes; c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < labels.length; i++) {
      members.get(labels[i]).add(i);
    }
    var held = new boolean[labels.length];
    var random = new SplittableRandom(seed * 31 + HELD);
    for (List<Integer> rows : members) {
      int count = rows.size() < 2 ? 0 : (int) Math.max(1, Math.round(rows.size() * PART));
      for (int i = 0; i < count; i++) {
        // A partial shuffle: what is drawn goes to the front.
        int other = i + random.nextInt(rows.size() - i);
        Integer drawn = rows.set(other, rows.get(i));
        rows.set(i, drawn);
        held[drawn] = true;
      }
    }
    return of(held);
  }

  private static HoldOut of(boolean[] held) {
    int count = 0;
    for (boolean one : held) {
      count += one ? 1 : 0;
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "no class has two labelled images, so none can be held out to choose a setting with: use"
              + " more labels");
    }
    var kept = new int[held.length];
    var out = new int[held.length];
    int k = 0;
    int o = 0;
    for (int i = 0; i < held.length; i++) {
      if (held[i]) {
        out[o++] = i;
      } else {
        kept[k++] = i;
      }
    }
    return new HoldOut(Arrays.copyOf(kept, k), Arrays.copyOf(out, o));
  }
}
