package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Raw pixels of CIFAR-10 in [0, 1], the baseline that a representation must beat. */
final class PixelBaselineTest {

  private static final int VALUES = 3 * 32 * 32;

  /** The first 10,000 training images tell the class of 31.8 % of the test images. */
  @Test
  void rawPixelsGiveThePublishedAccuracy() throws IOException {
    Features bank = cifar("data_batch_1.bin");
    Features queries = cifar("test_batch.bin");

    var accuracy =
        Knn.accuracy(
            List.of(Knn.standard()),
            Encoder.pixels(),
            InMemory.images(bank, 1000),
            InMemory.images(queries, 1000));

    assertThat(accuracy.get(Knn.standard())).isCloseTo(31.8, within(0.05));
  }

  private static Features cifar(String file) throws IOException {
    String data = System.getenv("PRETEXT_DATA");
    assumeTrue(data != null, "needs CIFAR-10: set PRETEXT_DATA to the folder that holds cifar10/");
    byte[] bytes = Files.readAllBytes(Path.of(data, "cifar10", file));
    int images = bytes.length / (1 + VALUES);
    var rows = new float[images][VALUES];
    var labels = new int[images];
    for (int i = 0; i < images; i++) {
      int start = i * (1 + VALUES);
      labels[i] = bytes[start];
      for (int d = 0; d < VALUES; d++) {
        rows[i][d] = (bytes[start + 1 + d] & 0xff) / 255f;
      }
    }
    return new Features(rows, labels);
  }
}
