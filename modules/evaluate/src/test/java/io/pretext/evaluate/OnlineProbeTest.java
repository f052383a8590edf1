package io.pretext.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OnlineProbeTest {

  private static final int WIDTH = 8;
  private static final int CLASSES = 4;
  private static final int ROWS = 32;

  /** Rows around one centre per class, on scales that differ from feature to feature. */
  private static Features blobs(int rows, long seed) {
    var random = new SplittableRandom(seed);
    var features = new float[rows][WIDTH];
    var labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % CLASSES;
      for (int d = 0; d < WIDTH; d++) {
        double value = random.nextGaussian() + (d % CLASSES == labels[i] ? 5 : 0);
        features[i][d] = (float) (Math.pow(10, d - 4) * value + 3);
      }
    }
    return new Features(features, labels);
  }

  private static float[] flat(Features features) {
    var values = new float[features.size() * WIDTH];
    for (int i = 0; i < features.size(); i++) {
      System.arraycopy(features.rows()[i], 0, values, i * WIDTH, WIDTH);
    }
    return values;
  }

  private static void learn(OnlineProbe probe, int from, int to, int epoch) {
    for (int step = from; step < to; step++) {
      Features batch = blobs(ROWS, step);
      probe.learn(flat(batch), batch.labels(), epoch);
    }
  }

  private static Map<String, float[]> copy(OnlineProbe probe) {
    var copy = new LinkedHashMap<String, float[]>();
    probe.state().forEach((name, values) -> copy.put(name, values.clone()));
    return copy;
  }

  @Test
  void itLearnsClassesThatAPlaneTellsApart() {
    var probe = new OnlineProbe(WIDTH, CLASSES);
    Features test = blobs(400, 99);

    double before = probe.accuracy(test);
    learn(probe, 0, 30, 0);
    learn(probe, 30, 60, 1);

    assertThat(before).isEqualTo(25);
    assertThat(probe.accuracy(test)).isGreaterThan(99);
    assertThat(probe.trainAccuracy()).isGreaterThan(98);
  }

  /** One step by the book: all scores are zero, so every class has the same probability. */
  @Test
  void itsFirstStepIsTheGradientOfTheCrossEntropy() {
    var probe = new OnlineProbe(2, 2);

    probe.learn(new float[] {1, 10, 3, 30}, new int[] {0, 1}, 0);

    // Standardised: -1 and 1 in both features, over sqrt(2); the gradient of class 0 in feature d
    // is the mean of x (p - y) = (-1 * -0.5 + 1 * 0.5) / 2 / sqrt(2), times the rate of 2.
    double x = 2 * 0.5 / Math.sqrt(2);
    float[] weight = probe.state().get("weight");
    double[] expected = {-x, x, -x, x};
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) weight[i]).isCloseTo(expected[i], within(1e-5));
    }
    assertThat(probe.state().get("bias")).containsOnly(0);
    assertThat(probe.trainAccuracy()).isEqualTo(50);
  }

  @Test
  void itForgetsTheAccuracyOfAnEpochInTheNext() {
    var probe = new OnlineProbe(WIDTH, CLASSES);
    learn(probe, 0, 40, 0);
    double first = probe.trainAccuracy();

    learn(probe, 40, 41, 1);

    assertThat(first).isLessThan(100);
    assertThat(probe.trainAccuracy()).isEqualTo(100);
    assertThat(probe.state().get("tally")).containsExactly(1, ROWS, ROWS, 10);
  }

  @Test
  void rowsWithoutLabelAndRowsPastTheLabelsDoNotCount() {
    Features batch = blobs(ROWS, 1);
    float[] more = Arrays.copyOf(flat(batch), 2 * ROWS * WIDTH);
    Arrays.fill(more, ROWS * WIDTH, more.length, 1e6f);
    int[] some = batch.labels().clone();
    for (int i = ROWS / 2; i < ROWS; i++) {
      some[i] = -1;
    }
    var probe = new OnlineProbe(WIDTH, CLASSES);
    var half = new OnlineProbe(WIDTH, CLASSES);

    probe.learn(more, some, 0);
    half.learn(flat(batch), Arrays.copyOf(batch.labels(), ROWS / 2), 0);

    half.state().forEach((name, values) -> assertThat(probe.state().get(name)).isEqualTo(values));
    Map<String, float[]> before = copy(probe);
    probe.learn(more, new int[] {-1, -1}, 0);
    before.forEach((name, values) -> assertThat(probe.state().get(name)).isEqualTo(values));
  }

  @Test
  void itGoesOnFromItsStateToTheSameBits() {
    var whole = new OnlineProbe(WIDTH, CLASSES);
    var begun = new OnlineProbe(WIDTH, CLASSES);
    learn(whole, 0, 7, 0);
    learn(begun, 0, 7, 0);
    var resumed = new OnlineProbe(WIDTH, CLASSES);
    copy(begun)
        .forEach(
            (name, values) ->
                System.arraycopy(values, 0, resumed.state().get(name), 0, values.length));

    learn(whole, 7, 20, 0);
    learn(resumed, 7, 20, 0);

    whole
        .state()
        .forEach((name, values) -> assertThat(resumed.state().get(name)).isEqualTo(values));
    assertThat(resumed.trainAccuracy()).isEqualTo(whole.trainAccuracy());
  }

  @Test
  void featuresOfAnotherWidthAreRefused() {
    var probe = new OnlineProbe(WIDTH, CLASSES);

    assertThatThrownBy(() -> probe.learn(new float[5], new int[1], 0))
        .hasMessage("features must hold a row of 8 values for each of 1 labels");
    assertThatThrownBy(() -> probe.accuracy(new Features(new float[1][3], new int[1])))
        .hasMessage("features must have 8 values, not 3");
  }
}
