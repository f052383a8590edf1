package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KnnTest {

  @Test
  void matchesTheDefinitionWrittenAsLoops() {
    Features bank = random(2500, 17, 4, 1);
    Features queries = random(1100, 17, 4, 2);

    for (Knn knn : List.of(Knn.standard(), new Knn(200, 0.1), new Knn(1, 1))) {
      Neighbours found = Neighbours.of(bank, queries, knn.k());
      assertThat(knn.predict(found, bank.labels())).isEqualTo(loops(knn, bank, queries));
    }
  }

  @Test
  void onePassGivesTheSameAsOneSearchPerSetting() {
    Features bank = random(300, 8, 3, 3);
    Features queries = random(100, 8, 3, 4);
    var settings = List.of(new Knn(5, 0.07), new Knn(50, 0.5), new Knn(1000, 10));

    var together =
        Knn.accuracy(
            settings, Encoder.pixels(), InMemory.images(bank, 64), InMemory.images(queries, 7));

    assertThat(together.keySet()).containsExactlyElementsOf(settings);
    together.forEach((knn, per) -> assertThat(per).isEqualTo(knn.accuracy(bank, queries)));
  }

  @Test
  void accuracyIsInPerCent() {
    var bank = new Features(new float[][] {{1, 0}, {0, 1}}, new int[] {0, 1});
    var queries =
        new Features(new float[][] {{2, 1}, {1, 2}, {3, 1}, {9, 1}}, new int[] {0, 1, 0, 1});

    assertThat(new Knn(1, 0.07).accuracy(bank, queries)).isEqualTo(75);
  }

  @Test
  void aSmallTemperatureLetsTheNearestDecideAndALargeOneTheMany() {
    var bank = new Features(new float[][] {{10, 1}, {1, 1}, {1, 1.1f}}, new int[] {1, 0, 0});
    var queries = new Features(new float[][] {{1, 0}}, new int[] {1});
    Neighbours all = Neighbours.of(bank, queries, 3);

    assertThat(new Knn(3, 1e-4).predict(all, bank.labels())).containsExactly(1);
    assertThat(new Knn(3, 10).predict(all, bank.labels())).containsExactly(0);
  }

  @Test
  void ofEquallyNearRowsTheEarlierComesFirstAndOfEqualVotesTheLowerClass() {
    var bank = new Features(new float[][] {{0, 1}, {2, 0}, {1, 0}, {1, 0}}, new int[] {0, 3, 2, 2});
    var queries = new Features(new float[][] {{5, 0}}, new int[] {2});

    assertThat(Neighbours.of(bank, queries, 2).index()[0]).containsExactly(1, 2);
    assertThat(new Knn(2, 0.07).accuracy(bank, queries)).isEqualTo(100);
    assertThat(new Knn(1, 0.07).accuracy(bank, queries)).isZero();
  }

  @Test
  void theLengthOfARowDoesNotMatterAndARowOfZerosIsNearNothing() {
    var bank = new Features(new float[][] {{0, 0}, {0.001f, 0.001f}}, new int[] {0, 1});
    Neighbours found = Neighbours.of(bank, new Features(new float[][] {{7, 7}}, new int[] {1}), 2);

    assertThat(found.index()[0]).containsExactly(1, 0);
    assertThat(found.similarity()[0][0]).isCloseTo(1, within(1e-6f));
    assertThat(found.similarity()[0][1]).isZero();
  }

  @Test
  void saysWhatIsWrong() {
    var good = new Features(new float[][] {{1, 0}}, new int[] {0});
    var unlabelled = new Features(new float[][] {{1, 0}}, new int[] {-1});
    var diverged = new Features(new float[][] {{1, Float.NaN}}, new int[] {0});
    var wide = new Features(new float[][] {{1, 0, 0}}, new int[] {0});

    assertThatThrownBy(() -> Knn.standard().accuracy(unlabelled, good))
        .hasMessage(
            "knn: some images of the bank have no label; give data whose images have classes");
    assertThatThrownBy(() -> Knn.standard().accuracy(diverged, good))
        .hasMessage(
            "the features of bank row 0 are not finite; the network that gave them has diverged");
    assertThatThrownBy(() -> Knn.standard().accuracy(wide, good))
        .hasMessage("a search compares rows of 2 values, one has 3");
    assertThatThrownBy(() -> new Knn(0, 0.07)).hasMessage("knn: k must be at least 1, was 0");
    assertThatThrownBy(() -> new Knn(20, 0))
        .hasMessage("knn: temperature must be above 0, was 0.0");
  }

  /** L2-normalise; take the k greatest cosines; every one votes with exp(cosine / T). */
  private static int[] loops(Knn knn, Features bank, Features queries) {
    return IntStream.range(0, queries.size())
        .map(
            q -> {
              double[] cosines =
                  Arrays.stream(bank.rows())
                      .mapToDouble(row -> cosine(queries.rows()[q], row))
                      .toArray();
              var votes = new double[10];
              IntStream.range(0, bank.size())
                  .boxed()
                  .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                  .limit(knn.k())
                  .forEach(
                      i -> votes[bank.labels()[i]] += Math.exp(cosines[i] / knn.temperature()));
              return IntStream.range(0, 10).reduce(0, (a, b) -> votes[b] > votes[a] ? b : a);
            })
        .toArray();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < a.length; d++) {
      dot += a[d] * (double) b[d];
      aa += a[d] * (double) a[d];
      bb += b[d] * (double) b[d];
    }
    return dot / Math.sqrt(aa * bb);
  }

  private static Features random(int rows, int dim, int classes, long seed) {
    var random = new SplittableRandom(seed);
    var values = new float[rows][dim];
    var labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(classes);
      for (int d = 0; d < dim; d++) {
        values[i][d] = (float) (random.nextDouble() * 2 - 1 + (d == labels[i] ? 0.3 : 0));
      }
    }
    return new Features(values, labels);
  }
}
