package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AccuracyTest {

  /** The pixels are the logits. */
  private static Accuracy of(int[] labels, float[]... logits) {
    return Accuracy.of(InMemory.images(new Features(logits, labels), 2), Encoder.pixels());
  }

  @Test
  void countsTheFirstAndTheFirstFive() {
    float[] rising = {1, 2, 3, 4, 5, 6, 7};

    // Ranked from the last class to the first.
    assertThat(of(new int[] {6, 2, 1}, rising, rising, rising))
        .isEqualTo(new Accuracy(100.0 / 3, 200.0 / 3, 3));
  }

  @Test
  void ofEqualLogitsTheFirstClassComesFirst() {
    float[] flat = new float[7];

    assertThat(of(new int[] {0, 1, 4, 5}, flat, flat, flat, flat))
        .isEqualTo(new Accuracy(25, 75, 4));
  }

  @Test
  void aLogitThatIsNoNumberIsNoAnswer() {
    assertThatThrownBy(() -> of(new int[] {0}, new float[] {Float.NaN, 1}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("class 0");
  }

  @Test
  void labelsMustBeKnown() {
    assertThatThrownBy(() -> of(new int[] {-1}, new float[2])).hasMessageContaining("no label");
    assertThatThrownBy(() -> of(new int[] {2}, new float[2])).hasMessageContaining("knows 2 only");
  }

  @Test
  void ofRowsCountsTheLabelAmongTheFirstAndTheFirstFive() {
    float[] falling = {9, 8, 7, 6, 5, 4, 3};
    float[] equal = {1, 1, 1, 1, 1, 1};

    assertThat(
            Accuracy.of(new float[][] {falling, falling, falling, falling}, new int[] {0, 4, 5, 1}))
        .isEqualTo(new Accuracy(25, 75, 4));
    assertThat(Accuracy.of(new float[][] {equal, equal, equal}, new int[] {0, 1, 5}))
        .isEqualTo(new Accuracy(100.0 / 3, 200.0 / 3, 3));
  }

  @Test
  void agreementLooksAtTheFirstAlone() {
    float[][] one = {{1, 0}, {0, 1}, {3, 2}, {0, 0}};
    float[][] other = {{9, 8}, {7, 1}, {0.2f, 0.1f}, {5, 4}};

    assertThat(Accuracy.agreement(one, other)).isEqualTo(75);
  }
}
