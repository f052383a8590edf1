package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShapesTest {

  private final Shapes train = new Shapes(Split.TRAIN, 32, 1000, 3);
  private final Shapes test = new Shapes(Split.TEST, 32, 300, 3);

  @Test
  void imageIsAFunctionOfSeedAndIndex() {
    assertThat(new Shapes(Split.TRAIN, 32, 20, 3).image(17).rgb()).isEqualTo(train.image(17).rgb());
    assertThat(new Shapes(Split.TRAIN, 32, 1000, 4).image(17).rgb())
        .isNotEqualTo(train.image(17).rgb());
    byte[][] parallel =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> train.image(i).rgb())
            .toArray(byte[][]::new);
    for (int i = 0; i < parallel.length; i++) {
      assertThat(parallel[i]).isEqualTo(train.image(i).rgb());
    }
  }

  @Test
  void noTwoImagesAreAlike() {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      seen.add(Arrays.hashCode(train.image(i).rgb()));
      seen.add(Arrays.hashCode(test.image(i).rgb()));
    }

    assertThat(seen).hasSize(600);
  }

  @Test
  void classesTakeTurns() {
    assertThat(train.classes()).hasSize(10).contains("disc", "star", "arrow");
    assertThat(IntStream.range(0, 20).map(train::label).toArray())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  /** If pixels told the shape, a first run would show nothing. */
  @Test
  void nearestNeighboursOfPixelsKnowLittleOfTheShape() {
    byte[][] bank =
        IntStream.range(0, 1000).mapToObj(i -> train.image(i).rgb()).toArray(byte[][]::new);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      byte[] query = test.image(i).rgb();
      double nearest = Double.MAX_VALUE;
      int label = -1;
      for (int j = 0; j < train.size(); j++) {
        double distance = distance(query, bank[j]);
        if (distance < nearest) {
          nearest = distance;
          label = train.label(j);
        }
      }
      right += label == test.label(i) ? 1 : 0;
    }

    assertThat(100 * right / test.size()).isLessThan(30);
  }

  @Test
  void largerImagesShowTheSameScene() {
    Image small = new Shapes(Split.TRAIN, 32, 1, 3).image(0);
    Image large = new Shapes(Split.TRAIN, 64, 1, 3).image(0);
    double difference = 0;
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int pooled = 0;
        for (int k = 0; k < 4; k++) {
          pooled += large.rgb()[3 * ((2 * y + k / 2) * 64 + 2 * x + k % 2)] & 0xff;
        }
        difference += Math.abs(pooled / 4.0 - (small.rgb()[3 * (y * 32 + x)] & 0xff));
      }
    }

    assertThat(difference / 1024).isLessThan(8);
  }

  @Test
  void otherPartsAndSizesAreErrors() {
    assertThatThrownBy(() -> new Shapes(Split.VALIDATION, 32, 10, 0))
        .hasMessage("shapes has no val part (it has: train, test)");
    assertThatThrownBy(() -> new Shapes(Split.TRAIN, 4, 10, 0)).hasMessageContaining("8 x 8");
    assertThat(train.fingerprint())
        .isEqualTo(new Shapes(Split.TRAIN, 32, 1000, 3).fingerprint())
        .isNotEqualTo(new Shapes(Split.TRAIN, 32, 1000, 4).fingerprint());
  }

  private static double distance(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (a[i] & 0xff) - (b[i] & 0xff);
      sum += difference * difference;
    }
    return sum;
  }
}
