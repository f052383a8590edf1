package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopAccuracyTest {

  private static final float[] FALLING = {9, 8, 7, 6, 5, 4, 3};

  @Test
  void countsTheLabelAmongTheFirstAndTheFirstFive() {
    float[][] logits = {FALLING, FALLING, FALLING, FALLING};

    TopAccuracy accuracy = TopAccuracy.of(logits, new int[] {0, 4, 5, 1});

    assertThat(accuracy).isEqualTo(new TopAccuracy(25, 75));
  }

  @Test
  void ofEqualOnesTheFirstIsTheLikelier() {
    float[][] equal = {{1, 1, 1, 1, 1, 1}};

    assertThat(TopAccuracy.of(equal, new int[] {0})).isEqualTo(new TopAccuracy(100, 100));
    assertThat(TopAccuracy.of(equal, new int[] {1})).isEqualTo(new TopAccuracy(0, 100));
    assertThat(TopAccuracy.of(equal, new int[] {5})).isEqualTo(new TopAccuracy(0, 0));
  }

  @Test
  void agreementLooksAtTheMostLikelyAlone() {
    float[][] one = {{1, 0}, {0, 1}, {3, 2}, {0, 0}};
    float[][] other = {{9, 8}, {7, 1}, {0.2f, 0.1f}, {5, 4}};

    assertThat(TopAccuracy.agreement(one, other)).isEqualTo(75);
  }
}
