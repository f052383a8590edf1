package io.pretext.augment;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;

/**
 * The path of small images: the whole chain in plain Java on float planes that stay in the cache,
 * from the bytes of the image straight into the batch.
 */
final class FusedViews implements ViewWriter {

  private final List<ViewSpec> specs;
  private final int image;
  private final Normalisation normalisation;
  private final Resampler resampler = new Resampler();
  private final Colours colours = new Colours();
  private final Gaussian gaussian = new Gaussian();
  private final Adjuster adjuster = new Adjuster();
  private final float[][] planes;

  FusedViews(Recipe recipe, int image, Normalisation normalisation) {
    this.specs = recipe.eachView();
    this.image = image;
    this.normalisation = normalisation;
    int largest = Collections.max(recipe.sizes(image));
    this.planes = Planes.rgb(largest * largest);
  }

  @Override
  public void write(
      byte[] rgb, int width, int height, int view, ViewDraw draw, FloatBuffer into, int at) {
    ViewSpec spec = specs.get(view);
    int size = spec.pixels(image);
    int n = size * size;
    resampler.resample(rgb, width, draw.crop(), draw.flip(), spec.interpolation(), size, planes);
    draw.shift().apply(planes, size);
    adjuster.apply(draw.adjustments(), planes, size);
    colours.jitter(planes, n, draw.jitter());
    if (draw.gray()) {
      colours.grayscale(planes, n);
    }
    if (draw.sigma() > 0) {
      gaussian.blur(planes, size, draw.sigma());
    }
    if (draw.solarize()) {
      colours.solarize(planes, n);
    }
    for (int c = 0; c < 3; c++) {
      Planes.affine(planes[c], n, normalisation.slope(c), normalisation.offset(c));
      into.put(at + c * n, planes[c], 0, n);
    }
    draw.erasing().apply(into, at, size);
  }
}
