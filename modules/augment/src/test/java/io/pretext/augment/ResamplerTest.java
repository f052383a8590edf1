package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.datasets.Image;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ResamplerTest {

  private final Resampler resampler = new Resampler();

  private float[][] resample(Image image, Crop crop, boolean flip, Interpolation filter, int size) {
    float[][] planes = Planes.rgb(size * size);
    resampler.resample(image.rgb(), image.width(), crop, flip, filter, size, planes);
    return planes;
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 32, 32, 64", "3, 5, 20, 17, 32", "11, 0, 9, 31, 32", "31, 31, 1, 1, 8"})
  void enlargingIsWhatOpenCvCallsLinear(int x, int y, int width, int height, int size) {
    Image image = Pictures.picture(2, 32, 32);
    float[][] planes =
        resample(image, new Crop(x, y, width, height), false, Interpolation.BILINEAR, size);

    byte[] expected = new byte[3 * size * size];
    try (Mat mat = new Mat(32, 32, opencv_core.CV_8UC3);
        Mat out = new Mat();
        Rect rect = new Rect(x, y, width, height);
        Size target = new Size(size, size)) {
      mat.data().put(image.rgb(), 0, image.rgb().length);
      try (Mat part = new Mat(mat, rect)) {
        opencv_imgproc.resize(part, out, target, 0, 0, opencv_imgproc.INTER_LINEAR);
      }
      out.data().get(expected);
    }
    for (int i = 0; i < expected.length; i++) {
      // OpenCV's weights are in 2^-11.
      assertThat(planes[i % 3][i / 3]).isCloseTo(expected[i] & 0xff, within(1f));
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void theSameSizeIsACopyAndFlipsMirror(Interpolation filter) {
    Image image = Pictures.picture(2, 20, 16);
    float[][] plain = resample(image, new Crop(3, 0, 16, 16), false, filter, 16);
    float[][] flipped = resample(image, new Crop(3, 0, 16, 16), true, filter, 16);

    for (int i = 0; i < 256; i++) {
      int x = i % 16;
      int y = i / 16;
      for (int c = 0; c < 3; c++) {
        float level = image.rgb()[3 * (y * 20 + x + 3) + c] & 0xff;
        assertThat(plain[c][i]).isEqualTo(level);
        assertThat(flipped[c][y * 16 + 15 - x]).isEqualTo(level);
      }
    }
  }

  @Test
  void halvingWidensTheTriangle() {
    var axis = new Axis();
    axis.set(8, 4, Interpolation.BILINEAR, false);

    assertThat(axis.taps()).isEqualTo(4);
    assertThat(axis.first()).containsExactly(0, 1, 3, 4);
    assertThat(axis.weights())
        .containsExactly(
            new float[] {
              3 / 7f, 3 / 7f, 1 / 7f, 0, 1 / 8f, 3 / 8f, 3 / 8f, 1 / 8f, 1 / 8f, 3 / 8f, 3 / 8f,
              1 / 8f, 0, 1 / 7f, 3 / 7f, 3 / 7f
            },
            within(1e-6f));
  }

  @Test
  void bicubicIsCatmullRom() {
    var axis = new Axis();
    axis.set(8, 16, Interpolation.BICUBIC, false);

    // Output 8 lies a quarter of a pixel right of input 3.75, away from the edges.
    int taps = axis.taps();
    float[] weights = java.util.Arrays.copyOfRange(axis.weights(), 8 * taps, 9 * taps);
    assertThat(axis.first()[8]).isEqualTo(2);
    assertThat(weights)
        .containsExactly(
            new float[] {-0.0234375f, 0.2265625f, 0.8671875f, -0.0703125f}, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"500, 224", "37, 14", "32, 32", "20, 32", "3, 7", "1, 5", "225, 224"})
  void weightsSumToOneAndStayInside(int in, int out) {
    var axis = new Axis();
    for (Interpolation filter : Interpolation.values()) {
      axis.set(in, out, filter, false);
      for (int i = 0; i < out; i++) {
        float sum = 0;
        double centre = 0;
        for (int tap = 0; tap < axis.taps(); tap++) {
          sum += axis.weights()[i * axis.taps() + tap];
          centre += (axis.first()[i] + tap + 0.5) * axis.weights()[i * axis.taps() + tap];
        }
        assertThat(sum).isCloseTo(1, within(1e-5f));
        assertThat(axis.first()[i]).isBetween(0, in - axis.taps());
        assertThat(centre)
            .isCloseTo((i + 0.5) * in / out, within(Math.max(1.0, (double) in / out)));
      }
    }
  }

  @Test
  void shrinkingDoesNotAlias() {
    byte[] stripes = new byte[3 * 64 * 64];
    for (int i = 0; i < 64 * 64; i++) {
      for (int c = 0; c < 3; c++) {
        stripes[3 * i + c] = (byte) (i % 2 == 0 ? 0 : 254);
      }
    }
    float[][] planes =
        resample(
            new Image(64, 64, stripes), new Crop(0, 0, 64, 64), false, Interpolation.BILINEAR, 8);

    for (float level : planes[0]) {
      // Sampled without a wider filter, the columns would be all black or all white. Half a filter
      // at the edge holds unequal shares of the two.
      assertThat(level).isCloseTo(127, within(6f));
    }
  }
}
