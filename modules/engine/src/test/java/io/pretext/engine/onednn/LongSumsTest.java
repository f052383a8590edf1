package io.pretext.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.EngineOptions;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Sums over so many elements that they are taken in two steps. */
final class LongSumsTest {

  private static float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 251 - 100) / 64f;
    }
    return values;
  }

  private static double[] sums(float[] values, int rows) {
    double[] sums = new double[rows];
    for (int i = 0; i < values.length; i++) {
      sums[i / (values.length / rows)] += values[i];
    }
    return sums;
  }

  private static float[] run(UnaryOperator<SDVariable> sum, float[] values, long... shape) {
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    SDVariable y = sum.apply(g.input("x", shape));
    try (var inference =
        new OneDnnEngine().inference(g, Map.of("y", y), EngineOptions.defaults(1))) {
      inference.load(g::initial);
      return inference.run(new Batch(Map.of("x", Tensor.of(values, shape)))).get("y").clone();
    }
  }

  /** Even, odd, and one that no piece divides. */
  @ParameterizedTest
  @CsvSource({"1, 512, 512", "3, 300, 301", "2, 1, 65537", "2, 256, 256"})
  void theyAreThoseOfAllElements(int rows, int height, int width) {
    float[] values = numbers(rows * height * width);
    double[] expected = sums(values, rows);

    float[] summed = run(x -> x.sum(1, 2), values, rows, height, width);
    float[] mean = run(x -> x.mean(), values, rows, height, width);

    double all = 0;
    for (int row = 0; row < rows; row++) {
      assertThat((double) summed[row]).isCloseTo(expected[row], within(0.05));
      all += expected[row];
    }
    assertThat((double) mean[0]).isCloseTo(all / values.length, within(1e-6));
  }

  /** Of parameters alone it is computed once, before anything else. */
  @Test
  void aSumThatIsComputedOnceIsRightToo() {
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    SDVariable sum = g.parameter("w", Init.ones(), 512, 512).sum();
    SDVariable y = g.input("x", 2).add(sum);
    try (var inference =
        new OneDnnEngine().inference(g, Map.of("y", y), EngineOptions.defaults(1))) {
      inference.load(g::initial);
      var batch = new Batch(Map.of("x", Tensor.of(new float[] {1, 2}, 2)));

      assertThat(inference.run(batch).get("y")).containsExactly(512 * 512 + 1, 512 * 512 + 2);
    }
  }

  @Test
  void theyNeedNoOtherArrayOfTheirSize() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 0);
    SDVariable loss = g.input("x", 2048, 2048).sum().mul(g.parameter("w", Init.ones(), 1)).sum();
    try (var step = new OneDnnEngine().training(g, loss, Map.of(), EngineOptions.defaults(1))) {
      long input = 2048L * 2048 * Float.BYTES;

      assertThat(step.memory().total()).isBetween(input, input + (1 << 20));
    }
  }
}
