package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution, pooling and resizing against their definitions written as loops. */
final class WindowLayersTest {

  static Stream<Arguments> convolutions() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(type, 3, new Layer.Convolution(1, 1, 1, 1)),
                    Arguments.of(type, 3, new Layer.Convolution(2, 1, 1, 1)),
                    Arguments.of(type, 3, new Layer.Convolution(3, 0, 1, 1)),
                    Arguments.of(type, 1, new Layer.Convolution(2, 0, 1, 1)),
                    Arguments.of(type, 5, new Layer.Convolution(2, 3, 1, 1)),
                    Arguments.of(type, 4, new Layer.Convolution(4, 0, 1, 1)),
                    Arguments.of(type, 3, new Layer.Convolution(1, 2, 2, 1)),
                    Arguments.of(type, 3, new Layer.Convolution(2, 2, 3, 1)),
                    Arguments.of(type, 3, new Layer.Convolution(1, 1, 1, 2)),
                    Arguments.of(type, 3, new Layer.Convolution(2, 2, 2, 4))));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolution(DataType type, int kernel, Layer.Convolution layer) {
    var g = new Graph(Graph.Mode.TRAIN, type, 1);
    SDVariable x = g.input("x", 2, 4, 9, 8);
    SDVariable y =
        Layers.conv(g, "conv", x, 8, kernel, layer, Init.kaimingFanOut(), Init.normal(1));
    var values = new Values(g);
    INDArray image = values.input("x");
    INDArray weight = values.parameter("conv/weight");
    INDArray bias = values.parameter("conv/bias");
    int in = 4 / layer.groups();

    values.check(
        y,
        at -> {
          double sum = bias.getDouble(at[1]);
          int group = at[1] / (8 / layer.groups());
          for (int c = 0; c < in; c++) {
            for (int i = 0; i < kernel; i++) {
              for (int j = 0; j < kernel; j++) {
                int row = at[2] * layer.stride() - layer.padding() + i * layer.dilation();
                int column = at[3] * layer.stride() - layer.padding() + j * layer.dilation();
                if (row >= 0 && row < 9 && column >= 0 && column < 8) {
                  sum +=
                      weight.getDouble(at[1], c, i, j)
                          * image.getDouble(at[0], group * in + c, row, column);
                }
              }
            }
          }
          return sum;
        });
    assertThat(g.layers().get(y.name()))
        .isEqualTo(
            new Layer.Node(
                layer, "conv", List.of("x", "conv/weight", "conv/bias"), List.of("conv")));
  }

  @Test
  void aConvolutionWithoutBiasHasNone() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    Layers.conv(g, "conv", g.input("x", 2, 4, 9, 8), 8, 3, 1, 1);

    assertThat(g.parameters()).containsOnlyKeys("conv/weight");
  }

  @Test
  void channelsMustSplitIntoTheGroups() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    SDVariable x = g.input("x", 2, 4, 9, 8);
    var thirds = new Layer.Convolution(1, 1, 1, 3);

    assertThatThrownBy(() -> Layers.conv(g, "conv", x, 6, 3, thirds, Init.ones()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conv: 4 channels in and 6 out do not split into 3 groups");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void maxPoolNeverChoosesPadding(DataType type) {
    var g = new Graph(Graph.Mode.TRAIN, type, 1);
    SDVariable below = g.input("x", 2, 3, 7, 6).sub(10);
    SDVariable y = Layers.maxPool(g, below, 3, 2, 1);
    var values = new Values(g);
    INDArray image = values.input("x");

    values.check(
        y,
        at -> {
          double largest = Double.NEGATIVE_INFINITY;
          for (int row = Math.max(0, 2 * at[2] - 1); row < Math.min(7, 2 * at[2] + 2); row++) {
            for (int col = Math.max(0, 2 * at[3] - 1); col < Math.min(6, 2 * at[3] + 2); col++) {
              largest = Math.max(largest, image.getDouble(at[0], at[1], row, col) - 10);
            }
          }
          return largest;
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void averagePools(DataType type) {
    var g = new Graph(Graph.Mode.TRAIN, type, 1);
    SDVariable x = g.input("x", 2, 3, 7, 6);
    SDVariable windows = Layers.avgPool(g, x, 3, 2);
    SDVariable all = Layers.globalAveragePool(g, x);
    var values = new Values(g);
    INDArray image = values.input("x");

    values.check(windows, at -> mean(image, at[0], at[1], 2 * at[2], 2 * at[3], 3, 3));
    values.check(all, at -> mean(image, at[0], at[1], 0, 0, 7, 6));
  }

  private static double mean(INDArray x, int n, int c, int top, int left, int height, int width) {
    double sum = 0;
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        sum += x.getDouble(n, c, top + i, left + j);
      }
    }
    return sum / (height * width);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void resizeInterpolatesBetweenPixelCentres(DataType type) {
    var g = new Graph(Graph.Mode.TRAIN, type, 1);
    SDVariable y = Layers.resize(g, g.input("x", 2, 3, 5, 6), 8, 4);
    var values = new Values(g);
    INDArray image = values.input("x");

    values.check(
        y,
        at -> {
          double row = Math.max(0, (at[2] + 0.5) * 5 / 8 - 0.5);
          double column = Math.max(0, (at[3] + 0.5) * 6 / 4 - 0.5);
          int top = (int) row;
          int left = (int) column;
          double[] rows = new double[2];
          for (int i = 0; i < 2; i++) {
            int r = Math.min(top + i, 4);
            double a = image.getDouble(at[0], at[1], r, left);
            double b = image.getDouble(at[0], at[1], r, Math.min(left + 1, 5));
            rows[i] = a + (column - left) * (b - a);
          }
          return rows[0] + (row - top) * (rows[1] - rows[0]);
        });
  }

  /** {@code torch.nn.functional.interpolate(..., mode="bilinear")} of [[1, 2], [3, 4]]. */
  @Test
  void resizeDoublesAsPyTorch() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);
    SDVariable x = g.constant(Nd4j.createFromArray(1.0, 2, 3, 4).reshape(1, 1, 2, 2));

    INDArray y = new Values(g).of(Layers.resize(g, x, 4, 4));

    assertThat(y.reshape(4, 4).toDoubleMatrix())
        .isDeepEqualTo(
            new double[][] {
              {1, 1.25, 1.75, 2}, {1.5, 1.75, 2.25, 2.5}, {2.5, 2.75, 3.25, 3.5}, {3, 3.25, 3.75, 4}
            });
  }
}
