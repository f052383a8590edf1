package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.datasets.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;
import org.datavec.image.transform.PipelineImageTransform;
import org.junit.jupiter.api.Test;

/** The transforms as DataVec calls them. */
final class TransformsTest {

  private static final OpenCVFrameConverter.ToMat CONVERTER = new OpenCVFrameConverter.ToMat();

  /** A picture as DataVec holds one: BGR. */
  private static ImageWritable writable(Image image) {
    Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
    mat.data().put(swapped(image.rgb()), 0, image.rgb().length);
    return new ImageWritable(new OpenCVFrameConverter.ToMat().convert(mat));
  }

  private static byte[] swapped(byte[] pixels) {
    byte[] swapped = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      swapped[i - i % 3 + 2 - i % 3] = pixels[i];
    }
    return swapped;
  }

  private static byte[] rgb(ImageWritable image) {
    Mat mat = CONVERTER.convert(image.getFrame());
    byte[] pixels = new byte[3 * mat.rows() * mat.cols()];
    mat.data().get(pixels);
    return swapped(pixels);
  }

  private static List<ImageTransform> all(long seed) {
    return List.of(
        new RandomResizedCrop(new Random(seed), 24, List.of(0.2, 0.9), Interpolation.BILINEAR),
        new HorizontalFlip(new Random(seed), 0.5),
        new ColorJitter(new Random(seed), List.of(0.8, 0.8, 0.8, 0.2), 0.8),
        new Grayscale(new Random(seed), 0.2),
        new GaussianBlur(new Random(seed), 0.5),
        new Solarize(new Random(seed), 0.2),
        new ViewTransform(new Random(seed), Recipe.named("simclr").views().get(0), 24));
  }

  @Test
  void theSeedDecidesAndTheInputIsLeftAlone() {
    Image picture = Pictures.picture(5, 40, 30);
    for (int t = 0; t < all(0).size(); t++) {
      ImageTransform first = all(7).get(t);
      ImageTransform again = all(7).get(t);
      ImageTransform other = all(8).get(t);
      boolean differs = false;
      for (int i = 0; i < 30; i++) {
        ImageWritable input = writable(picture);
        byte[] made = rgb(first.transform(input, null));
        assertThat(rgb(input)).isEqualTo(picture.rgb());
        assertThat(rgb(again.transform(writable(picture), null))).isEqualTo(made);
        differs |= !Arrays.equals(rgb(other.transform(writable(picture), null)), made);
      }
      assertThat(differs).as(first.getClass().getSimpleName()).isTrue();
    }
  }

  @Test
  void happenAsOftenAsTheyAreToldTo() {
    Image picture = Pictures.picture(5, 16, 16);
    assertRate(new HorizontalFlip(new Random(1), 0.5), picture, 0.5);
    assertRate(new ColorJitter(new Random(1), List.of(0.4, 0.4, 0.4, 0.1), 0.8), picture, 0.8);
    assertRate(new Grayscale(new Random(1), 0.2), picture, 0.2);
    assertRate(new Solarize(new Random(1), 0.2), picture, 0.2);
  }

  private static void assertRate(ImageTransform transform, Image picture, double rate) {
    int draws = 2000;
    int changed = 0;
    for (int i = 0; i < draws; i++) {
      ImageWritable input = writable(picture);
      changed += Arrays.equals(rgb(transform.transform(input, null)), picture.rgb()) ? 0 : 1;
    }
    assertThat((double) changed / draws)
        .as(transform.getClass().getSimpleName())
        .isCloseTo(rate, within(4 * Math.sqrt(rate * (1 - rate) / draws)));
  }

  @Test
  void workInsideAPipelineOfDataVec() {
    var pipeline =
        new PipelineImageTransform(
            new RandomResizedCrop(new Random(1), 12, List.of(0.5, 1.0), Interpolation.BICUBIC),
            new Grayscale(new Random(2), 1));
    byte[] made = rgb(pipeline.transform(writable(Pictures.picture(1, 30, 30))));

    assertThat(made).hasSize(3 * 12 * 12);
    for (int i = 0; i < made.length; i += 3) {
      assertThat(made[i + 1]).isEqualTo(made[i]);
      assertThat(made[i + 2]).isEqualTo(made[i]);
    }
  }

  @Test
  void multiCropGivesEveryViewOfTheRecipe() {
    var multiCrop = new MultiCrop(new Random(3), Recipe.named("swav"), 56);

    assertThat(multiCrop.views(writable(Pictures.picture(1, 80, 60))))
        .extracting(ImageWritable::getWidth)
        .containsExactly(56, 56, 24, 24, 24, 24, 24, 24);
  }

  @Test
  void normaliseMakesFloatsByChannel() {
    Normalisation imagenet = Normalisation.named("imagenet");
    Image picture = Pictures.picture(1, 5, 4);
    Mat out =
        CONVERTER.convert(
            new Normalise(new Random(1), imagenet).transform(writable(picture), null).getFrame());

    try (FloatIndexer values = out.createIndexer()) {
      for (int i = 0; i < picture.rgb().length; i++) {
        int c = i % 3;
        float value = values.get(i / 15, i / 3 % 5, 2 - c);
        double expected =
            ((picture.rgb()[i] & 0xff) / 255.0 - imagenet.mean()[c]) / imagenet.std()[c];
        assertThat((double) value).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void imagesOfOtherKindsAreRefused() {
    Mat gray = new Mat(8, 8, opencv_core.CV_8UC1, Scalar.all(0));
    var image = new ImageWritable(new OpenCVFrameConverter.ToMat().convert(gray));

    assertThatThrownBy(() -> new Grayscale(new Random(1), 1).transform(image, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 channels")
        .hasMessageContaining("three channels of 8 bits");
  }
}
