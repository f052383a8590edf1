package io.pretext.methods;

import io.pretext.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The augmented images of one batch, as inputs of the graph.
 *
 * @param images one variable per view, each [N, C, H, W]; the loader calls them view0, view1, ...
 */
public record Views(List<SDVariable> images) {

  public Views {
    images = List.copyOf(images);
  }

  /** {@code count} views of {@code batch} images of {@code size} x {@code size} x 3. */
  public static Views square(Graph g, int count, int batch, int size) {
    return new Views(
        IntStream.range(0, count)
            .mapToObj(i -> g.input("view" + i, batch, 3, size, size))
            .toList());
  }

  public SDVariable image(int index) {
    return images.get(index);
  }

  /** Images per view. */
  public int batch() {
    return (int) images.get(0).placeholderShape()[0];
  }
}
