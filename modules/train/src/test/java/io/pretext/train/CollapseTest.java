package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CollapseTest {

  /** {@code rank} random directions in {@code dimensions}, plus a constant {@code offset}. */
  private static float[] embeddings(int rows, int dimensions, int rank, double offset) {
    var random = new SplittableRandom(3);
    double[][] basis = new double[rank][dimensions];
    for (double[] direction : basis) {
      for (int d = 0; d < dimensions; d++) {
        direction[d] = random.nextGaussian() / Math.sqrt(rank);
      }
    }
    float[] values = new float[rows * dimensions];
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < rank; k++) {
        double weight = random.nextGaussian();
        for (int d = 0; d < dimensions; d++) {
          values[r * dimensions + d] += (float) (weight * basis[k][d]);
        }
      }
      for (int d = 0; d < dimensions; d++) {
        values[r * dimensions + d] += (float) offset;
      }
    }
    return values;
  }

  @Test
  void anEvenSphereHasSpreadOneAndNearlyFullRank() {
    Collapse collapse = Collapse.of(embeddings(500, 16, 400, 0), 16);

    assertThat(collapse.spread()).isEqualTo(1, within(0.03));
    assertThat(collapse.effectiveRank()).isBetween(15.5, 16.0);
    assertThat(collapse.warning()).isEmpty();
  }

  @Test
  void twoOppositePointsAreOneDirection() {
    Collapse collapse = Collapse.of(new float[] {3, 0, -5, 0}, 2);

    // Normalised: (1, 0) and (-1, 0); deviations 1 and 0, their mean times sqrt(2).
    assertThat(collapse.spread()).isEqualTo(Math.sqrt(2) / 2, within(1e-12));
    assertThat(collapse.effectiveRank()).isEqualTo(1, within(1e-9));
  }

  @Test
  void unequalDirectionsCountByTheEntropyOfTheirSingularValues() {
    // Rows +-e1 eight times and +-e2 twice: squares 8 and 2, singular values in the ratio 2 to 1.
    float[] values = new float[2 * 10];
    for (int i = 0; i < 10; i++) {
      values[2 * i + (i < 8 ? 0 : 1)] = i % 2 == 0 ? 1 : -1;
    }

    double entropy = -(2.0 / 3 * Math.log(2.0 / 3) + 1.0 / 3 * Math.log(1.0 / 3));
    assertThat(Collapse.of(values, 2).effectiveRank()).isEqualTo(Math.exp(entropy), within(1e-9));
  }

  @Test
  void theSmallerGramMatrixGivesTheSameRank() {
    float[] wide = embeddings(8, 40, 5, 0);
    // Zero columns change no singular value, and 8 rows of 6 use the other Gram matrix.
    float[] narrow = embeddings(8, 6, 5, 0);
    float[] padded = new float[8 * 40];
    for (int r = 0; r < 8; r++) {
      System.arraycopy(narrow, r * 6, padded, r * 40, 6);
    }

    assertThat(Collapse.of(padded, 40).effectiveRank())
        .isEqualTo(Collapse.of(narrow, 6).effectiveRank(), within(1e-6));
    assertThat(Collapse.of(wide, 40).effectiveRank()).isBetween(3.0, 5.0 + 1e-9);
  }

  @Test
  void aPointIsACollapse() {
    assertThat(Collapse.of(embeddings(64, 32, 32, 100), 32).warning().orElseThrow())
        .contains("collapse to a point", "optimizer.rate");
    Collapse alike = Collapse.of(new float[20], 2);
    assertThat(alike.spread()).isZero();
    assertThat(alike.effectiveRank()).isEqualTo(1);
  }

  @Test
  void aLineIsACollapse() {
    assertThat(Collapse.of(embeddings(64, 32, 1, 0), 32).warning().orElseThrow())
        .contains("collapse to few directions", "of 32");
  }

  @Test
  void theMonitorReportsEveryEpochAndWarnsOnce() {
    List<String> warnings = new ArrayList<>();
    var monitor = new CollapseMonitor(() -> embeddings(64, 32, 1, 0), 32, warnings::add);
    for (int epoch = 1; epoch <= 2; epoch++) {
      var metrics = new LinkedHashMap<String, Object>();

      monitor.onEpoch(new Listener.EpochEnd(epoch, epoch * 10, 0, 0, metrics));

      assertThat(metrics).containsOnlyKeys("spread", "effective_rank", "warning");
      assertThat((List<?>) metrics.get("warning"))
          .singleElement()
          .asString()
          .startsWith("the embeddings collapse to few directions");
    }
    assertThat(warnings).singleElement().asString().startsWith("after epoch 1 the embeddings");
  }

  @Test
  void valuesThatAreNoRowsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Collapse.of(new float[5], 2))
        .withMessage("5 values are not rows of 2");
  }

  @Test
  void rowsThatRepeatThemselvesHaveARank() {
    int rows = 128;
    int dimensions = 128;
    float[] embeddings = new float[rows * dimensions];
    var random = new java.util.SplittableRandom(5);
    float[] three = new float[3 * dimensions];
    for (int i = 0; i < three.length; i++) {
      three[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(three, r % 3 * dimensions, embeddings, r * dimensions, dimensions);
    }

    assertThat(Collapse.of(embeddings, dimensions).effectiveRank()).isBetween(1.5, 2.1);
  }
}
