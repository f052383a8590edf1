package io.pretext.augment;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** The path of large images: DataVec's transforms on OpenCV's Mats. */
final class MatViews implements ViewWriter {

  private final List<ViewTransform> transforms;
  private final Normalise normalise;
  private final Mat source = new Mat();

  MatViews(Recipe recipe, int image, Normalisation normalisation) {
    // The loader has threads of its own; OpenCV's would fight with them for the same cores.
    opencv_core.setNumThreads(1);
    // Never drawn from: what is random comes with each call of write.
    Random unused = new Random(0);
    this.transforms = new MultiCrop(unused, recipe, image).transforms();
    this.normalise = new Normalise(unused, normalisation);
  }

  @Override
  public void write(
      byte[] rgb, int width, int height, int view, ViewDraw draw, FloatBuffer into, int at) {
    source.create(height, width, opencv_core.CV_8UC3);
    source.data().put(rgb, 0, 3 * width * height);
    opencv_imgproc.cvtColor(source, source, opencv_imgproc.COLOR_RGB2BGR);
    Mat made = transforms.get(view).apply(source, draw);
    normalise.write(made, into, at);
    draw.erasing().apply(into, at, made.cols());
  }
}
