package io.pretext.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CurveTest {

  private static final int SMOOTHED = 0xff1f4e8c;

  @TempDir private Path folder;

  @Test
  void smoothingKeepsAConstantAndDoesNotLag() {
    var constant = new LossCurve("", new double[400], filled(400, 3.5));
    var line = new double[400];
    Arrays.setAll(line, i -> 7 - i / 100.0);
    var spike = filled(400, 0);
    spike[200] = 21;

    assertThat(constant.smoothed()).contains(filled(400, 3.5), within(1e-12));
    var smoothed = new LossCurve("", new double[400], line).smoothed();
    assertThat(Arrays.copyOfRange(smoothed, 10, 390))
        .contains(Arrays.copyOfRange(line, 10, 390), within(1e-9));
    assertThat(new LossCurve("", new double[400], spike).smoothed()[205])
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void theLossIsDrawnFromTopLeftToBottomRight() throws IOException {
    assumeTrue(Fonts.available(), "curves need a font");
    var epochs = new double[200];
    var losses = new double[200];
    for (int i = 0; i < 200; i++) {
      epochs[i] = i / 20.0;
      losses[i] = 6 - i / 50.0;
    }
    Path png = folder.resolve("loss.png");

    new LossCurve("a run", epochs, losses).write(png);

    BufferedImage chart = ImageIO.read(png.toFile());
    assertThat(meanHeight(chart, 0, 300)).isLessThan(meanHeight(chart, 600, 900) - 100);
  }

  @Test
  void baselinesAreDrawnBesideTheAccuracy() throws IOException {
    assumeTrue(Fonts.available(), "curves need a font");
    double[] epochs = {1, 2, 3};
    double[] accuracies = {30, 35, 41};
    Path with = folder.resolve("with.png");
    Path without = folder.resolve("without.png");

    new AccuracyCurve("a run", "kNN", epochs, accuracies, List.of()).write(without);
    new AccuracyCurve(
            "a run",
            "kNN",
            epochs,
            accuracies,
            List.of(new AccuracyCurve.Baseline("random init", 28.5)))
        .write(with);

    assertThat(count(ImageIO.read(without.toFile()), 0xffc76b00)).isZero();
    assertThat(count(ImageIO.read(with.toFile()), 0xffc76b00)).isGreaterThan(300);
  }

  @Test
  void nothingMeasuredIsNoPicture() {
    Path png = folder.resolve("loss.png");

    new LossCurve("", new double[0], new double[0]).write(png);
    new AccuracyCurve("", "kNN", new double[0], new double[0], List.of()).write(png);

    assertThat(png).doesNotExist();
  }

  @Test
  void everyTimeNeedsAValue() {
    assertThatThrownBy(() -> new LossCurve("", new double[2], new double[3]))
        .hasMessage("a loss curve needs one loss per time, got 3 for 2");
    assertThatThrownBy(() -> new AccuracyCurve("", "kNN", new double[1], new double[0], List.of()))
        .hasMessage("an accuracy curve needs one accuracy per time, got 0 for 1");
  }

  private static double[] filled(int length, double value) {
    var values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  /** Mean row of the smoothed curve's pixels between two columns. */
  private static double meanHeight(BufferedImage chart, int from, int to) {
    long sum = 0;
    int count = 0;
    for (int y = 0; y < 420; y++) {
      for (int x = from; x < to; x++) {
        if (chart.getRGB(x, y) == SMOOTHED) {
          sum += y;
          count++;
        }
      }
    }
    return (double) sum / count;
  }

  private static int count(BufferedImage image, int color) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == color ? 1 : 0;
      }
    }
    return count;
  }
}
