package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LabelBudgetTest {

  /** Classes 0, 1, 2 in turn, 100 images of each. */
  private static final int[] LABELS = IntStream.range(0, 300).map(i -> i % 3).toArray();

  private static int[] draw(double percent, long seed) {
    return LabelBudget.draw(LABELS, 3, percent, seed, "images");
  }

  @Test
  void everyClassGetsTheSame() {
    int[] chosen = draw(10, 1);

    assertThat(chosen).hasSize(30).doesNotHaveDuplicates().isSorted();
    for (int c = 0; c < 3; c++) {
      int wanted = c;
      assertThat(Arrays.stream(chosen).filter(i -> LABELS[i] == wanted)).hasSize(10);
    }
  }

  @Test
  void theSeedDecides() {
    assertThat(draw(10, 1)).isEqualTo(draw(10, 1)).isNotEqualTo(draw(10, 2));
  }

  @Test
  void everyImageCanBeChosen() {
    assertThat(IntStream.range(0, 60).flatMap(seed -> Arrays.stream(draw(10, seed))).distinct())
        .hasSizeGreaterThan(290);
  }

  @Test
  void allAreAllInOrder() {
    assertThat(draw(100, 1)).isEqualTo(IntStream.range(0, 300).toArray());
  }

  @Test
  void aRareClassGivesAllItHas() {
    int[] labels = new int[100];
    labels[7] = 1;

    assertThat(LabelBudget.draw(labels, 2, 20, 1, "images")).hasSize(11).contains(7);
  }

  @Test
  void lessThanOneImagePerClassIsRefused() {
    assertThatThrownBy(() -> draw(0.1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "0.1% of the 300 labels of images is not one image for each of its 3 classes: take more"
                + " labels or more images");
  }
}
