package io.pretext.augment;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A Mat as float planes and back, for operations that both paths have from one piece of code.
 *
 * <p>One instance per transform: it keeps its scratch, and the Mat it gives.
 */
final class PlanesOfMat {

  private final Mat out = new Mat();
  private byte[] pixels = new byte[0];
  private float[][] planes = Planes.rgb(0);

  /** The planes of {@code image}, red first; valid until the next call. */
  float[][] of(Mat image) {
    int n = image.rows() * image.cols();
    if (pixels.length != 3 * n) {
      pixels = new byte[3 * n];
      planes = Planes.rgb(n);
    }
    image.data().get(pixels, 0, 3 * n);
    for (int i = 0; i < 3 * n; i++) {
      planes[2 - i % 3][i / 3] = pixels[i] & 0xff;
    }
    return planes;
  }

  /** The planes that {@link #of} gave, as they are now, as an image of the same size. */
  Mat back(Mat image) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) planes[2 - i % 3][i / 3];
    }
    out.create(image.rows(), image.cols(), opencv_core.CV_8UC3);
    out.data().put(pixels, 0, pixels.length);
    return out;
  }
}
