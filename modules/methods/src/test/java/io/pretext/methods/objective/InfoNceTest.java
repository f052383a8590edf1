package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Ops;
import io.pretext.methods.objective.Computed.Objective;
import io.pretext.testkit.Feed;
import io.pretext.testkit.NumericGradients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class InfoNceTest {

  private static final Objective IN_BATCH = (g, x) -> InfoNce.inBatch(g, x.get(0), x.get(1), 0.2);
  private static final Objective QUEUED =
      (g, x) -> InfoNce.queued(g, x.get(0), x.get(1), x.get(2), 0.2);

  @Test
  void ntXentIsTheDefinitionWrittenAsLoops() {
    double[][] z = {
      {1, 0.5, -2}, {0.3, 2, 1}, {-1, -1, 0.2}, {0.9, 0.1, -1}, {1, 1, 1}, {0.4, -2, 0.7}
    };

    assertThat(ntXent(z, 0.5, DataType.DOUBLE)).isCloseTo(loops(z, 0.5), within(1e-9));
    assertThat(ntXent(z, 0.1, DataType.FLOAT)).isCloseTo(loops(z, 0.1), within(1e-5));
  }

  @Test
  void indistinguishableEmbeddingsCostLogOfTheCandidateCount() {
    double[][] same = {{1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}};

    assertThat(ntXent(same, 0.1, DataType.DOUBLE)).isCloseTo(Math.log(2 * 4 - 1), within(1e-9));
  }

  @Test
  void lengthsDoNotMatter() {
    double[][] z = {{1, 0.5}, {0.3, 2}, {-1, -1}, {0.9, 0.1}};
    double[][] longer = {{3, 1.5}, {0.3, 2}, {-5, -5}, {9, 1}};

    assertThat(ntXent(longer, 0.5, DataType.DOUBLE))
        .isCloseTo(ntXent(z, 0.5, DataType.DOUBLE), within(1e-9));
  }

  @Test
  void severalPositivesShareTheWeight() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable logits = g.constant(Nd4j.createFromArray(new double[][] {{1, 2, 0.5}}));
    SDVariable positives = g.constant(Nd4j.createFromArray(new double[][] {{0.5, 0, 0.5}}));
    SDVariable loss = InfoNce.loss(g, logits, positives);

    double expected = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(0.5)) - (1 + 0.5) / 2;
    assertThat(g.sd().output(Map.of(), loss.name()).get(loss.name()).getDouble(0))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  @Tag("gradient")
  void gradientMatchesCentralDifferences() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 0);
    SDVariable loss = ntXent(g, g.input("z", 6, 4), 0.2);

    NumericGradients.checkInputs(g, loss, Feed.gaussian(g, 1), 1e-7);
  }

  @Test
  void ntXentOfCropsIsTheMeanOverPairs() {
    double[][][] z = {
      Computed.unit(1, 4, 3), Computed.unit(2, 4, 3), Computed.unit(3, 4, 3), Computed.unit(4, 4, 3)
    };
    double total = 0;
    int terms = 0;
    for (int view = 0; view < 4; view++) {
      for (int target = 0; target < 2; target++) {
        for (int i = 0; i < 4 && view != target; i++) {
          double positive = Math.exp(Computed.dot(z[view][i], z[target][i]) / 0.2);
          double denominator = positive;
          for (int j = 0; j < 4; j++) {
            for (int global = 0; global < 2; global++) {
              denominator += j == i ? 0 : Math.exp(Computed.dot(z[view][i], z[global][j]) / 0.2);
            }
          }
          total -= Math.log(positive / denominator);
          terms++;
        }
      }
    }

    assertThat(terms).as("six pairs of four images").isEqualTo(24);
    assertThat(Computed.scalar((g, x) -> InfoNce.ntXent(g, x, 2, 0.2), z))
        .isCloseTo(total / terms, within(1e-9));
  }

  @Test
  void inBatchIsTheDefinitionWrittenAsLoops() {
    double[][] q = Computed.unit(1, 5, 3);
    double[][] k = Computed.unit(2, 5, 3);
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      double denominator = 0;
      for (double[] key : k) {
        denominator += Math.exp(Computed.dot(q[i], key) / 0.2);
      }
      expected -= (Computed.dot(q[i], k[i]) / 0.2 - Math.log(denominator)) / 5;
    }

    assertThat(Computed.scalar(IN_BATCH, q, k)).isCloseTo(expected, within(1e-9));
    assertThat(Computed.scalar(IN_BATCH, Computed.same(5, 1, 0), Computed.same(5, 1, 0)))
        .isCloseTo(Math.log(5), within(1e-9));
  }

  @Test
  void queuedIsTheDefinitionWrittenAsLoops() {
    double[][] q = Computed.unit(1, 3, 4);
    double[][] k = Computed.unit(2, 3, 4);
    double[][] queue = Computed.unit(3, 7, 4);
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      double positive = Math.exp(Computed.dot(q[i], k[i]) / 0.2);
      double denominator = positive;
      for (double[] negative : queue) {
        denominator += Math.exp(Computed.dot(q[i], negative) / 0.2);
      }
      expected -= Math.log(positive / denominator) / 3;
    }
    double[][] same = Computed.same(3, 1, 0);

    assertThat(Computed.scalar(QUEUED, q, k, queue)).isCloseTo(expected, within(1e-9));
    assertThat(Computed.scalar(QUEUED, same, same, Computed.same(7, 1, 0)))
        .isCloseTo(Math.log(8), within(1e-9));
  }

  @Test
  void theNearestIsARowOfTheSupport() {
    double[][] z = Computed.unit(1, 6, 3);
    double[][] support = Computed.unit(2, 9, 3);

    double[][] nearest =
        Computed.array((g, x) -> InfoNce.nearest(g, x.get(0), x.get(1)), z, support)
            .toDoubleMatrix();

    for (int i = 0; i < 6; i++) {
      int best = 0;
      for (int j = 0; j < 9; j++) {
        best = Computed.dot(z[i], support[j]) > Computed.dot(z[i], support[best]) ? j : best;
      }
      assertThat(nearest[i]).containsExactly(support[best], within(1e-9));
    }
  }

  @Test
  void theNearestOfAllThatPointAway() {
    double[][] support = {{-1, 0}, {-0.6, 0.8}, {-0.8, -0.6}};

    assertThat(
            Computed.array(
                    (g, x) -> InfoNce.nearest(g, x.get(0), x.get(1)),
                    new double[][] {{1, 0}, {0.8, -0.6}},
                    support)
                .toDoubleMatrix()[0])
        .containsExactly(support[1], within(1e-9));
  }

  @Test
  @Tag("gradient")
  void gradientsOfTheOthersMatchCentralDifferences() {
    Computed.checkGradients(IN_BATCH, new long[] {4, 3}, new long[] {4, 3});
    Computed.checkGradients(QUEUED, new long[] {4, 3}, new long[] {4, 3}, new long[] {5, 3});
    Computed.checkGradients(
        (g, x) -> InfoNce.ntXent(g, x, 2, 0.5),
        new long[] {3, 4},
        new long[] {3, 4},
        new long[] {3, 4});
  }

  /** Equation 1 of the SimCLR paper, term by term. */
  private static double loops(double[][] z, double temperature) {
    int rows = z.length;
    double total = 0;
    for (int i = 0; i < rows; i++) {
      double denominator = 0;
      for (int k = 0; k < rows; k++) {
        if (k != i) {
          denominator += Math.exp(Computed.cosine(z[i], z[k]) / temperature);
        }
      }
      int partner = i < rows / 2 ? i + rows / 2 : i - rows / 2;
      total -= Computed.cosine(z[i], z[partner]) / temperature - Math.log(denominator);
    }
    return total / rows;
  }

  private static double ntXent(double[][] z, double temperature, DataType type) {
    var g = new Graph(Mode.TRAIN, type, 0);
    SDVariable loss = ntXent(g, g.input("z", z.length, z[0].length), temperature);
    return g.sd()
        .output(Map.of("z", Nd4j.createFromArray(z).castTo(type)), loss.name())
        .get(loss.name())
        .getDouble(0);
  }

  /** Of two views, one after the other in {@code z}. */
  private static SDVariable ntXent(Graph g, SDVariable z, double temperature) {
    long n = g.shape(z)[0] / 2;
    List<SDVariable> views = List.of(Ops.slice(g, z, 0, 0, n), Ops.slice(g, z, 0, n, 2 * n));
    return InfoNce.ntXent(g, views, 2, temperature);
  }
}
