package io.pretext.app.run;

import io.pretext.datasets.Dataset;
import io.pretext.datasets.Image;
import java.util.List;
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

  private static int[] indices(Dataset whole, boolean queries) {
    return IntStream.range(0, whole.size()).filter(i -> isQuery(i) == queries).toArray();
  }

  /** Whether {@link #queries} has image {@code index} of the whole. */
  static boolean isQuery(int index) {
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
