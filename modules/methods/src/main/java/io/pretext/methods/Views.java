package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The augmented images of one batch, as inputs of the graph.
 *
 * <p>The views of the first one's size are the global ones and come first; smaller ones that follow
 * are local.
 *
 * @param images one variable per view, each [N, C, H, W]; the loader calls them view0, view1, ...
 * @param population images that batches are drawn from
 */
public record Views(List<SDVariable> images, int population) {

  /** The input that holds the class of every image as a whole number, [N]. */
  public static final String LABEL = "label";

  /** The input that holds the place of every image in the data set, counted from 0, [N]. */
  public static final String INDEX = "index";

  /** A view, and the global view of the same image that it is compared with. */
  public record Pair(int view, int target) {}

  public Views {
    Check.that(!images.isEmpty(), "views", "be one at least");
    Check.atLeast("population", population, 1);
    images = List.copyOf(images);
  }

  /** {@code count} global views of {@code batch} images of {@code size} x {@code size} x 3. */
  public static Views square(Graph g, int count, int batch, int size) {
    return new Views(
        IntStream.range(0, count).mapToObj(i -> g.input("view" + i, batch, 3, size, size)).toList(),
        batch);
  }

  public SDVariable image(int index) {
    return images.get(index);
  }

  /** Images per view. */
  public int batch() {
    return (int) images.get(0).placeholderShape()[0];
  }

  /** How many views are global. */
  public int globals() {
    int count = 1;
    while (count < images.size() && sameSize(0, count)) {
      count++;
    }
    return count;
  }

  /** Each view with each global view other than itself, as multi-crop compares them. */
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int view = 0; view < images.size(); view++) {
      for (int target = 0; target < globals(); target++) {
        if (target != view) {
          pairs.add(new Pair(view, target));
        }
      }
    }
    return pairs;
  }

  /** Runs of neighbouring views of one size: first (included) and last (excluded) of each. */
  List<int[]> sizes() {
    List<int[]> runs = new ArrayList<>();
    for (int first = 0, last = 1; first < images.size(); last++) {
      if (last == images.size() || !sameSize(first, last)) {
        runs.add(new int[] {first, last});
        first = last;
      }
    }
    return runs;
  }

  /** The class of every image, [N]. */
  SDVariable labels(Graph g) {
    return g.input(LABEL, batch());
  }

  /** The place of every image in the data set, [N]. */
  SDVariable indices(Graph g) {
    return g.input(INDEX, batch());
  }

  /**
   * Refuses what {@code method} cannot compare.
   *
   * @throws IllegalArgumentException if fewer than two views are global
   */
  void requirePairs(String method) {
    if (globals() < 2) {
      throw new IllegalArgumentException(
          method + " compares two global views of an image, the recipe makes " + globals());
    }
  }

  /**
   * Refuses views that {@code method} has no use for.
   *
   * @throws IllegalArgumentException if there are not {@code count} views
   */
  void requireCount(String method, int count) {
    if (images.size() != count) {
      throw new IllegalArgumentException(
          "%s takes %d %s of an image, the recipe makes %d"
              .formatted(method, count, count == 1 ? "view" : "views", images.size()));
    }
  }

  private boolean sameSize(int a, int b) {
    return Arrays.equals(images.get(a).placeholderShape(), images.get(b).placeholderShape());
  }
}
