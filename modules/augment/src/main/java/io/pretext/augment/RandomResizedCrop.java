package io.pretext.augment;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Cuts a {@link Crop} out of the image and resizes it to a square. */
public final class RandomResizedCrop extends MatTransform<Crop> {

  private final int size;
  private final List<Double> scale;
  private final Interpolation interpolation;
  private final Resampler resampler = new Resampler();
  private final Mat cut = new Mat();
  private final Mat out = new Mat();
  private final float[][] planes;
  private final byte[] pixels;
  private byte[] source = new byte[0];

  /**
   * @param size side of the result in pixels
   * @param scale least and most area of the crop, relative to the image
   */
  public RandomResizedCrop(
      Random random, int size, List<Double> scale, Interpolation interpolation) {
    super(random);
    this.size = size;
    this.scale = List.copyOf(scale);
    this.interpolation = interpolation;
    this.planes = Planes.rgb(size * size);
    this.pixels = new byte[3 * size * size];
  }

  @Override
  public Crop draw(int width, int height, RandomGenerator random) {
    return Crop.random(width, height, scale.get(0), scale.get(1), random);
  }

  @Override
  public Mat apply(Mat image, Crop crop) {
    try (Rect rect = new Rect(crop.x(), crop.y(), crop.width(), crop.height());
        Mat part = new Mat(image, rect)) {
      part.copyTo(cut);
    }
    int length = 3 * crop.width() * crop.height();
    if (source.length < length) {
      source = new byte[length];
    }
    cut.data().get(source, 0, length);
    Crop whole = new Crop(0, 0, crop.width(), crop.height());
    resampler.resample(source, crop.width(), whole, false, interpolation, size, planes);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) planes[i % 3][i / 3];
    }
    out.create(size, size, opencv_core.CV_8UC3);
    out.data().put(pixels, 0, pixels.length);
    return out;
  }
}
