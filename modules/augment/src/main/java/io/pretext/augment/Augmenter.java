package io.pretext.augment;

import io.pretext.datasets.Dataset;
import io.pretext.datasets.FixedSize;
import io.pretext.datasets.Image;
import io.pretext.graph.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One worker's way from an image of the data set to its views. */
final class Augmenter {

  private final Dataset dataset;
  private final List<ViewSpec> specs;
  private final int size;
  private final ViewWriter writer;
  private byte[] rgb = new byte[0];
  private int width;
  private int height;

  Augmenter(Dataset dataset, Recipe recipe, int size, Normalisation normalisation) {
    this.dataset = dataset;
    this.specs = recipe.eachView();
    this.size = size;
    this.writer = new SizedViews(recipe, size, normalisation);
  }

  /**
   * Writes every view of image {@code index} to row {@code row} of its tensor.
   *
   * @param views one tensor [N, 3, size, size] per view of the recipe
   * @throws IllegalArgumentException or {@link UncheckedIOException} if the image cannot be read;
   *     the message names it
   */
  void write(int index, long seed, int epoch, List<Tensor> views, int row) {
    try {
      read(index);
      for (int view = 0; view < specs.size(); view++) {
        ViewSpec spec = specs.get(view);
        int side = spec.pixels(size);
        ViewDraw draw = ViewDraw.of(spec, width, height, side, seed, epoch, index, view);
        int at = row * 3 * side * side;
        writer.write(rgb, width, height, view, draw, views.get(view).data(), at);
      }
    } catch (RuntimeException e) {
      throw named(e, index);
    }
  }

  private void read(int index) {
    if (dataset instanceof FixedSize fixed) {
      width = fixed.width();
      height = fixed.height();
      if (rgb.length == 0) {
        rgb = new byte[3 * width * height];
      }
      fixed.copyRgb(index, rgb);
    } else {
      Image image = dataset.image(index);
      width = image.width();
      height = image.height();
      rgb = image.rgb();
    }
  }

  private RuntimeException named(RuntimeException e, int index) {
    String sentence =
        "cannot make views of %s in %s: %s"
            .formatted(dataset.path(index), dataset.name(), e.getMessage());
    if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
      return new UncheckedIOException(sentence, cause);
    }
    return e instanceof IllegalArgumentException
        ? new IllegalArgumentException(sentence, e)
        : new IllegalStateException(sentence, e);
  }
}
