package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.evaluate.probe.Trials.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TrialsTest {

  private static final int CLASSES = 6;
  private static final LabelledRows TRAIN = Clouds.of(600, 8, CLASSES, 1.2, 1);
  private static final LabelledRows TEST = Clouds.of(300, 8, CLASSES, 1.2, 2);

  static List<Probe> probes() {
    return List.of(
        LogisticRegression.standard(),
        new LinearProbe(LinearProbe.standard().grid(), 64, 0.9, 3, 0),
        Ridge.standard(),
        KnnProbe.standard());
  }

  /** With other test labels everything is the same but the score: they took no part. */
  @ParameterizedTest
  @MethodSource("probes")
  void nothingDependsOnTheTestLabels(Probe probe) {
    var wrong =
        new LabelledRows(
            TEST.rows(),
            Arrays.stream(TEST.labels()).map(label -> (label + 1) % CLASSES).toArray(),
            CLASSES);

    Trials right = Trials.of(probe, TRAIN, TEST, 50, List.of(3L), "clouds");
    Trials other = Trials.of(probe, TRAIN, wrong, 50, List.of(3L), "clouds");

    assertThat(other.trials().get(0).choice()).isEqualTo(right.trials().get(0).choice());
    assertThat(right.top1()).isGreaterThan(55);
    assertThat(other.top1()).isLessThan(20);
    for (int c = 0; c < CLASSES; c++) {
      assertThat(other.confusion().counts()[(c + 1) % CLASSES])
          .isEqualTo(right.confusion().counts()[c]);
    }
  }

  /** Asks which rows it is given: training must never see one that was held out, nor a test row. */
  @Test
  void theSettingIsChosenOnATenthOfTheTrainingSet() {
    var asked = new ArrayList<int[]>();
    Probe spy = new Spy(List.of(0, 1, 2), asked);

    Trials trials = Trials.of(spy, TRAIN, TEST, 100, List.of(1L), "clouds");

    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).containsExactly(540, 60); // nine tenths, asked about one
    assertThat(asked.get(1)).containsExactly(600, 300); // all, asked about the test set
    assertThat(trials.trials().get(0).choice().heldOut()).hasSize(3);
  }

  /** Answers every query with the class that is its setting. */
  private record Spy(List<Integer> answers, List<int[]> asked) implements Probe {
    @Override
    public List<Map<String, Double>> settings() {
      return answers.stream().map(a -> Map.of("answer", (double) a)).toList();
    }

    @Override
    public Probe only(int index) {
      return new Spy(List.of(answers.get(index)), asked);
    }

    @Override
    public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
      asked.add(new int[] {train.size(), queries.size()});
      return answers.stream()
          .map(
              answer ->
                  new Ranking(
                      IntStream.range(0, queries.size())
                          .mapToObj(i -> new int[] {answer})
                          .toArray(int[][]::new)))
          .toList();
    }
  }

  @Test
  void eachSeedDrawsItsOwnLabelsAndTheIntervalIsOverSeeds() {
    Trials trials = Trials.of(Ridge.standard(), TRAIN, TEST, 5, List.of(1L, 2L, 3L), "clouds");

    assertThat(trials.trials()).extracting(Trial::seed).containsExactly(1L, 2L, 3L);
    assertThat(trials.trials()).extracting(Trial::images).containsOnly(30);
    double[] top1 = trials.trials().stream().mapToDouble(t -> t.accuracy().top1()).toArray();
    assertThat(Arrays.stream(top1).distinct().count()).isGreaterThan(1);
    assertThat(trials.top1()).isCloseTo(Arrays.stream(top1).average().getAsDouble(), within(1e-9));
    assertThat(trials.ci95()).isEqualTo(Bootstrap.of(top1, 1));
    int counted = Arrays.stream(trials.confusion().counts()).flatMapToInt(Arrays::stream).sum();
    assertThat(counted).isEqualTo(900);
  }

  @Test
  void theIntervalOfOneSeedIsOverTheTestImages() {
    Trials trials = Trials.of(Ridge.standard(), TRAIN, TEST, 100, List.of(1L), "clouds");

    double top1 = trials.top1();
    double deviation = Math.sqrt(top1 * (100 - top1) / TEST.size());
    assertThat(trials.ci95().low()).isCloseTo(top1 - 1.96 * deviation, within(0.6));
    assertThat(trials.ci95().high()).isCloseTo(top1 + 1.96 * deviation, within(0.6));
  }

  @Test
  void oneImagePerClassLeavesNoneToChooseWith() {
    assertThatThrownBy(() -> Trials.of(Ridge.standard(), TRAIN, TEST, 1, List.of(1L), "clouds"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use more labels");
  }
}
