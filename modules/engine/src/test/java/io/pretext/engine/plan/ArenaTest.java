package io.pretext.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ArenaTest {

  @Test
  void buffersThatLiveTogetherDoNotOverlap() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      List<Arena.Need> needs = randomNeeds(random, 60);
      Arena arena = Arena.place(needs);
      for (int i = 0; i < needs.size(); i++) {
        assertThat(arena.offsets()[i] % Arena.ALIGNMENT).isZero();
        assertThat(arena.offsets()[i] + needs.get(i).bytes()).isLessThanOrEqualTo(arena.bytes());
        for (int j = 0; j < i; j++) {
          if (needs.get(i).meets(needs.get(j))) {
            assertThat(overlap(arena, needs, i, j)).as("%s and %s", i, j).isFalse();
          }
        }
      }
    }
  }

  @Test
  void aChainReusesTwoPlaces() {
    var needs = new ArrayList<Arena.Need>();
    for (int i = 0; i < 10; i++) {
      needs.add(new Arena.Need(640, i, i + 1));
    }
    assertThat(Arena.place(needs).bytes()).isEqualTo(2 * 640);
  }

  @Test
  void needsNotMuchMoreThanWhatLivesAtOnce() {
    var random = new SplittableRandom(9);
    for (int round = 0; round < 20; round++) {
      List<Arena.Need> needs = randomNeeds(random, 100);
      long atOnce =
          LongStream.range(0, 60)
              .map(
                  t ->
                      needs.stream()
                          .filter(n -> n.first() <= t && t <= n.last())
                          .mapToLong(n -> Arena.aligned(n.bytes()))
                          .sum())
              .max()
              .orElseThrow();
      assertThat(Arena.place(needs).bytes()).isBetween(atOnce, atOnce * 3 / 2);
    }
  }

  private static boolean overlap(Arena arena, List<Arena.Need> needs, int i, int j) {
    long a = arena.offsets()[i];
    long b = arena.offsets()[j];
    return a < b + needs.get(j).bytes() && b < a + needs.get(i).bytes();
  }

  private static List<Arena.Need> randomNeeds(SplittableRandom random, int count) {
    var needs = new ArrayList<Arena.Need>();
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(50);
      needs.add(new Arena.Need(1 + random.nextInt(5000), first, first + random.nextInt(10)));
    }
    return needs;
  }
}
