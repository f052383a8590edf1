package io.pretext.augment;

import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.BaseImageTransform;

/**
 * A DataVec transform in two steps: drawing what is random, and applying it. Images are BGR with 8
 * bits, as everywhere in DataVec.
 *
 * <p>One instance per worker: like every DataVec transform it remembers its last image, and it
 * keeps its scratch.
 *
 * @param <D> what is drawn
 */
public abstract class MatTransform<D> extends BaseImageTransform<Mat> {

  /**
   * @param random where the randomness comes from when {@code transform} is not given another
   */
  protected MatTransform(Random random) {
    super(Objects.requireNonNull(random, "a transform needs its source of randomness"));
    this.converter = new OpenCVFrameConverter.ToMat();
  }

  /** Draws what is random for an image of {@code width} x {@code height} pixels. */
  public abstract D draw(int width, int height, RandomGenerator random);

  /**
   * The image changed as drawn. The input is left alone; the result belongs to this transform and
   * is valid until the next call.
   */
  public abstract Mat apply(Mat image, D draw);

  @Override
  protected final ImageWritable doTransform(ImageWritable image, Random source) {
    if (image == null) {
      return null;
    }
    Mat mat = converter.convert(image.getFrame());
    if (mat.type() != opencv_core.CV_8UC3) {
      throw new IllegalArgumentException(
          "an image has "
              + mat.channels()
              + " channels of OpenCV type "
              + mat.depth()
              + ", the transforms want three channels of 8 bits");
    }
    D draw = draw(mat.cols(), mat.rows(), source == null ? random : source);
    return new ImageWritable(converter.convert(apply(mat, draw).clone()));
  }
}
