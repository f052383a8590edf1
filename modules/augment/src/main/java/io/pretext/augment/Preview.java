package io.pretext.augment;

import io.pretext.datasets.Dataset;
import io.pretext.datasets.Image;
import io.pretext.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The views of a few images as pictures, as training sees them in epoch 0 but not normalised. */
public final class Preview {

  private Preview() {}

  /**
   * For each index, in order, all the views of that image.
   *
   * @param size side of the global views in pixels
   */
  public static List<List<Image>> views(
      Dataset dataset, Recipe recipe, int size, List<Integer> indices, long seed) {
    Augmenter augmenter = new Augmenter(dataset, recipe, size, Normalisation.none());
    List<Tensor> tensors =
        recipe.sizes(size).stream().map(side -> Tensor.zeros(1, 3, side, side)).toList();
    List<List<Image>> rows = new ArrayList<>();
    for (int index : indices) {
      augmenter.write(index, seed, 0, tensors, 0);
      rows.add(tensors.stream().map(Preview::image).toList());
    }
    return rows;
  }

  private static Image image(Tensor view) {
    int side = (int) view.shape()[2];
    int n = side * side;
    float[] planes = view.toArray();
    byte[] rgb = new byte[3 * n];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = (byte) Math.round(255 * planes[c * n + i]);
      }
    }
    return new Image(side, side, rgb);
  }
}
