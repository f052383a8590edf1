package io.pretext.augment;

import java.nio.FloatBuffer;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Brings the levels of an image to floats as a {@link Normalisation} says; nothing is random. */
public final class Normalise extends MatTransform<Normalisation> {

  private final Normalisation normalisation;
  private final Mat out = new Mat();
  private byte[] pixels = new byte[0];
  private float[] planes = new float[0];

  public Normalise(Random random, Normalisation normalisation) {
    super(random);
    this.normalisation = normalisation;
  }

  @Override
  public Normalisation draw(int width, int height, RandomGenerator random) {
    return normalisation;
  }

  /** The image in 32-bit floats, still BGR. */
  @Override
  public Mat apply(Mat image, Normalisation used) {
    image.convertTo(out, opencv_core.CV_32F);
    try (FloatIndexer values = out.createIndexer()) {
      for (long y = 0; y < out.rows(); y++) {
        for (long x = 0; x < out.cols(); x++) {
          for (int c = 0; c < 3; c++) {
            float level = values.get(y, x, 2 - c);
            values.put(y, x, 2 - c, used.slope(c) * level + used.offset(c));
          }
        }
      }
    }
    return out;
  }

  /** Writes the image, normalised, as three planes from {@code at}, red first. */
  void write(Mat image, FloatBuffer into, int at) {
    int n = image.rows() * image.cols();
    if (pixels.length < 3 * n) {
      pixels = new byte[3 * n];
      planes = new float[3 * n];
    }
    image.data().get(pixels, 0, 3 * n);
    for (int c = 0; c < 3; c++) {
      float slope = normalisation.slope(c);
      float offset = normalisation.offset(c);
      for (int i = 0; i < n; i++) {
        planes[c * n + i] = slope * (pixels[3 * i + 2 - c] & 0xff) + offset;
      }
    }
    into.put(at, planes, 0, 3 * n);
  }
}
