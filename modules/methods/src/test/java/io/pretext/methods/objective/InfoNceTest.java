package io.pretext.methods.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Ops;
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

  /** Equation 1 of the SimCLR paper, term by term. */
  private static double loops(double[][] z, double temperature) {
    int rows = z.length;
    double total = 0;
    for (int i = 0; i < rows; i++) {
      double denominator = 0;
      for (int k = 0; k < rows; k++) {
        if (k != i) {
          denominator += Math.exp(cosine(z[i], z[k]) / temperature);
        }
      }
      int partner = i < rows / 2 ? i + rows / 2 : i - rows / 2;
      total -= cosine(z[i], z[partner]) / temperature - Math.log(denominator);
    }
    return total / rows;
  }

  private static double cosine(double[] u, double[] v) {
    double dot = 0;
    double uu = 0;
    double vv = 0;
    for (int d = 0; d < u.length; d++) {
      dot += u[d] * v[d];
      uu += u[d] * u[d];
      vv += v[d] * v[d];
    }
    return dot / Math.sqrt(uu * vv);
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
