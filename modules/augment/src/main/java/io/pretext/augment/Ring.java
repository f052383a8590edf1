package io.pretext.augment;

import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The batches that a loader fills over and over; their buffers are all it ever allocates. */
final class Ring {

  /** One with the consumer, one complete, one being filled. */
  private static final int SLOTS = 3;

  /** Where a batch is so large, in bytes, that the complete one is done without. */
  private static final long LARGE = 64L << 20;

  private record Slot(Batch batch, List<Tensor> tensors) {}

  private final List<Slot> slots = new ArrayList<>();

  /**
   * @param names of the graph's inputs, one per view
   * @param sizes side of each view in pixels
   * @param batch rows of a batch
   */
  Ring(List<String> names, List<Integer> sizes, int batch) {
    long bytes = sizes.stream().mapToLong(side -> 4L * batch * 3 * side * side).sum();
    int count = bytes > LARGE ? SLOTS - 1 : SLOTS;
    for (int i = 0; i < count; i++) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int view = 0; view < names.size(); view++) {
        int side = sizes.get(view);
        tensors.put(names.get(view), Tensor.zeros(batch, 3, side, side));
      }
      slots.add(new Slot(new Batch(tensors), List.copyOf(tensors.values())));
    }
  }

  int size() {
    return slots.size();
  }

  Batch batch(int slot) {
    return slots.get(slot).batch();
  }

  /** The tensors of a batch in the order of the views. */
  List<Tensor> tensors(int slot) {
    return slots.get(slot).tensors();
  }
}
