package io.pretext.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.datavec.image.data.ImageWritable;

/**
 * All the views of a recipe, global and local ones, of one image (Caron et al. 2020).
 *
 * <p>One instance per worker, like the transforms it is made of.
 */
public final class MultiCrop {

  private final List<ViewTransform> transforms = new ArrayList<>();

  /**
   * @param random where the randomness of all views comes from
   * @param image side of the global views in pixels
   */
  public MultiCrop(Random random, Recipe recipe, int image) {
    for (ViewSpec spec : recipe.eachView()) {
      transforms.add(new ViewTransform(random, spec, image));
    }
  }

  /** The views of {@code image}, in the order of the recipe. */
  public List<ImageWritable> views(ImageWritable image) {
    return transforms.stream().map(transform -> transform.transform(image)).toList();
  }

  /** The transform of each view. */
  List<ViewTransform> transforms() {
    return transforms;
  }
}
