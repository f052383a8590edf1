package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShiftTest {

  private static final int SIZE = 5;

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 0", "-2, 0", "0, 3", "0, -3", "1, -4", "-4, 4", "5, 0", "7, -9"})
  void movesThePictureAndBringsInBlack(int right, int down) {
    float[][] planes = Planes.rgb(SIZE * SIZE);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < SIZE * SIZE; i++) {
        planes[c][i] = 1 + 100 * c + i;
      }
    }

    new Shift(right, down).apply(planes, SIZE);

    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          int fromX = x - right;
          int fromY = y - down;
          boolean inside = fromX >= 0 && fromX < SIZE && fromY >= 0 && fromY < SIZE;
          float expected = inside ? 1 + 100 * c + fromY * SIZE + fromX : 0;
          assertThat(planes[c][y * SIZE + x]).as("%d at %d, %d", c, x, y).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void everyShiftIsAsLikely() {
    int draws = 81 * 500;
    var random = new SplittableRandom(3);
    Map<Integer, Integer> counts = new TreeMap<>();
    IntStream.range(0, draws)
        .mapToObj(i -> Shift.random(4, random))
        .forEach(s -> counts.merge(9 * (s.right() + 4) + s.down() + 4, 1, Integer::sum));

    assertThat(counts.keySet()).hasSize(81).allMatch(key -> key >= 0 && key < 81);
    // Five standard deviations of a binomial count of 500.
    assertThat(counts.values())
        .allSatisfy(n -> assertThat((double) n).isCloseTo(500, within(5 * Math.sqrt(500))));
  }
}
