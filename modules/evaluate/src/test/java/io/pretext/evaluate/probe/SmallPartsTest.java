package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.evaluate.Accuracy;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import io.pretext.evaluate.Neighbours;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every probe is made of. */
final class SmallPartsTest {

  @Test
  void firstClassesComeBestFirstAndEqualOnesInOrder() {
    assertThat(Ranking.first(new double[] {1, 3, 3, 0, 2, 5, -1})).containsExactly(5, 1, 2, 4, 0);
    assertThat(Ranking.first(new double[] {0, 7})).containsExactly(1, 0);
    assertThat(Ranking.first(new double[] {0, Double.NaN, 9})).isEmpty();
  }

  /** The same as the project's accuracy of the same scores. */
  @Test
  void accuracyCountsTheFirstAndTheFirstFive() {
    float[][] scores = Clouds.of(200, 9, 7, 2, 3).rows().copy(0, 200);
    int[] labels = IntStream.range(0, 200).map(i -> i % 9).toArray();
    int[][] best =
        Arrays.stream(scores)
            .map(row -> Ranking.first(IntStream.range(0, 9).mapToDouble(c -> row[c]).toArray()))
            .toArray(int[][]::new);
    var ranking = new Ranking(best);

    Accuracy accuracy = ranking.accuracy(labels);

    assertThat(accuracy).isEqualTo(Accuracy.of(scores, labels));
    assertThat(Arrays.stream(ranking.hits(labels)).average().getAsDouble())
        .isCloseTo(accuracy.top1(), within(1e-9));
  }

  @Test
  void aTenthOfEveryClassIsHeldOutButNeverItsOnlyImage() {
    // 40 of class 0, 14 of class 1, 2 of class 2, 1 of class 3.
    int[] labels =
        IntStream.range(0, 57).map(i -> i < 40 ? 0 : i < 54 ? 1 : i < 56 ? 2 : 3).toArray();

    HoldOut parts = HoldOut.of(labels, 5, 1);

    int[] held = Arrays.stream(parts.heldOut()).map(i -> labels[i]).toArray();
    assertThat(held).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(
            IntStream.concat(Arrays.stream(parts.kept()), Arrays.stream(parts.heldOut())).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 57).boxed().toList());
    assertThat(HoldOut.of(labels, 5, 1).heldOut()).isEqualTo(parts.heldOut());
    assertThat(HoldOut.of(labels, 5, 2).heldOut()).isNotEqualTo(parts.heldOut());
  }

  @Test
  void theBootstrapIsTheSameForTheSameSeedAndAsWideAsTheTheory() {
    double[] coins = IntStream.range(0, 1000).mapToDouble(i -> i % 4 == 0 ? 100 : 0).toArray();

    Bootstrap interval = Bootstrap.of(coins, 7);

    assertThat(Bootstrap.of(coins, 7)).isEqualTo(interval);
    assertThat(Bootstrap.of(coins, 8)).isNotEqualTo(interval);
    double half = 1.96 * Math.sqrt(25.0 * 75 / 1000);
    assertThat(interval.low()).isCloseTo(25 - half, within(0.2));
    assertThat(interval.high()).isCloseTo(25 + half, within(0.2));
    assertThat(Bootstrap.of(new double[] {40, 40}, 1)).isEqualTo(new Bootstrap(40, 40));
  }

  @Test
  void kNNVotesAsTheProjectsClassifierDoes() {
    LabelledRows bank = Clouds.of(300, 6, 4, 2, 1);
    LabelledRows queries = Clouds.of(90, 6, 4, 2, 2);
    var probe = new KnnProbe(List.of(new Knn(5, 0.07), new Knn(40, 0.3)));

    List<Ranking> answers = probe.rank(bank, queries.rows(), 0);

    var bankFeatures = new Features(bank.rows().copy(0, 300), bank.labels());
    var queryFeatures = new Features(queries.rows().copy(0, 90), queries.labels());
    for (int i = 0; i < 2; i++) {
      Knn knn = probe.grid().get(i);
      int[] expected =
          knn.predict(Neighbours.of(bankFeatures, queryFeatures, knn.k()), bank.labels());
      assertThat(Arrays.stream(answers.get(i).best()).mapToInt(best -> best[0]))
          .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void confusionIsCountedAndToldPerClass() {
    var confusion = new Confusion(new int[3][3]);
    var answers = new Ranking(new int[][] {{0, 1}, {1}, {1, 2}, {0}, {}, {2}});

    confusion.count(answers, new int[] {0, 0, 1, 0, 1, 1});

    List<String> names = List.of("cat", "dog, old", "owl");
    assertThat(confusion.matrix(names))
        .isEqualTo("class,cat,\"dog, old\",owl\ncat,2,1,0\n\"dog, old\",0,1,1\nowl,0,0,0\n");
    assertThat(confusion.perClass(names))
        .isEqualTo(
            "class,images,recall,precision,taken_for,times\n"
                + "cat,3,66.67,100.00,\"dog, old\",1\n"
                + "\"dog, old\",2,50.00,50.00,owl,1\n"
                + "owl,0,,0.00,,0\n");
  }

  @Test
  void featuresThatAreNotNumbersAreRefused() {
    assertThatThrownBy(() -> Scaling.of(Rows.of(new float[][] {{1, 2}, {3, Float.NaN}})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("feature 1 is not finite");
    assertThatThrownBy(
            () -> new LabelledRows(Rows.of(new float[][] {{1}, {2}}), new int[] {0, -1}, 2))
        .hasMessageContaining("give data whose images have classes");
  }
}
