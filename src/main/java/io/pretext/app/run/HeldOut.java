package io.pretext.app.run;

import io.pretext.datasets.Dataset;
import io.pretext.datasets.Image;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Some images of a set, as a set.
 *
 * @param whole where they are from
 * @param name what they are called
 * @param indices which ones
 */
record HeldOut(Dataset whole, String name, int[] indices) implements Dataset {

  private static final int ONE_IN = 10;

  /** Every tenth image, to ask about. */
  static Dataset queries(Dataset whole) {
    return new HeldOut(whole, whole.name() + ", every tenth", indices(whole, true));
  }

  /** The images that {@link #queries} leaves, to look the answer up in. */
  static Dataset bank(Dataset whole) {
    return new HeldOut(whole, whole.name() + ", nine of ten", indices(whole, false));
  }

  /**
   * A share of the images, drawn by {@code seed}, in the order of the whole.
   *
   * @param limit the first so many; 0 for all
   */
  static Dataset drawn(Dataset whole, double share, long seed, int limit) {
    int[] drawn = split(whole.size(), share, seed)[0];
    int[] first = limit == 0 ? drawn : Arrays.copyOf(drawn, Math.min(limit, drawn.length));
    return new HeldOut(whole, "%s, %d held out".formatted(whole.name(), first.length), first);
  }

  /** The images that {@link #drawn} leaves. */
  static Dataset rest(Dataset whole, double share, long seed) {
    int[] rest = split(whole.size(), share, seed)[1];
    return new HeldOut(
        whole, "%s, %d of %d".formatted(whole.name(), rest.length, whole.size()), rest);
  }

  /** The indices that are drawn, one at least, and those that are left, one at least. */
  private static int[][] split(int size, double share, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    var random = new SplittableRandom(seed);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int index = order[j];
      order[j] = order[i];
      order[i] = index;
    }
    int count = (int) Math.max(1, Math.min(size - 1, Math.round(share * size)));
    int[] drawn = Arrays.copyOf(order, count);
    int[] rest = Arrays.copyOfRange(order, count, size);
    Arrays.sort(drawn);
    Arrays.sort(rest);
    return new int[][] {drawn, rest};
  }

  private static int[] indices(Dataset whole, boolean queries) {
    return IntStream.range(0, whole.size()).filter(i -> isQuery(i) == queries).toArray();
  }

  /** Whether image {@code index} of {@code images} is one of these. */
  boolean isOf(Dataset images, int index) {
    return images == whole && Arrays.binarySearch(indices, index) >= 0;
  }

  private static boolean isQuery(int index) {
    return index % ONE_IN == ONE_IN - 1;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Image image(int index) {
    return whole.image(indices[index]);
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public String path(int index) {
    return whole.path(indices[index]);
  }

  @Override
  public List<String> classes() {
    return whole.classes();
  }

  @Override
  public String fingerprint() {
    return whole.fingerprint();
  }
}
