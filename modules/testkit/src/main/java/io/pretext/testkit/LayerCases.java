package io.pretext.testkit;

import static io.pretext.testkit.Vocabulary.of;
import static io.pretext.testkit.Vocabulary.shape;

import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import io.pretext.graph.Layers.Affine;
import io.pretext.testkit.Vocabulary.Case;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/** Everything in {@link Layers}. */
final class LayerCases {

  private static final long[] IMAGE = {2, 4, 7, 6};
  private static final long[] MAP = {4, 3, 4, 4};
  private static final long[] ROWS = {64, 5};
  private static final long[] TOKENS = {2, 5, 6};

  private LayerCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(convolutions());
    cases.addAll(linear());
    cases.addAll(norms());
    cases.addAll(splitNorms());
    cases.addAll(activations());
    cases.addAll(pools());
    cases.addAll(random());
    return cases;
  }

  private static List<Case> convolutions() {
    return List.of(
        of("conv 3x3", IMAGE, (g, x) -> Layers.conv(g, "c", x, 5, 3, 1, 1)),
        of("conv 3x3, no padding", IMAGE, (g, x) -> Layers.conv(g, "c", x, 5, 3, 1, 0)),
        of("conv 3x3, stride 2", IMAGE, (g, x) -> Layers.conv(g, "c", x, 5, 3, 2, 1)),
        of("conv 3x3, stride 3", IMAGE, (g, x) -> Layers.conv(g, "c", x, 5, 3, 3, 0)),
        of("conv 1x1", IMAGE, (g, x) -> Layers.conv(g, "c", x, 3, 1, 1, 0)),
        of("conv 1x1, stride 2", IMAGE, (g, x) -> Layers.conv(g, "c", x, 6, 1, 2, 0)),
        of("conv 7x7, stride 2", shape(2, 3, 11, 10), (g, x) -> Layers.conv(g, "c", x, 4, 7, 2, 3)),
        of("conv 4x4, stride 4", shape(2, 3, 8, 8), (g, x) -> Layers.conv(g, "c", x, 4, 4, 4, 0)),
        of("conv, wide", shape(2, 16, 5, 5), (g, x) -> Layers.conv(g, "c", x, 24, 3, 1, 1)),
        of("conv, dilation 2", IMAGE, (g, x) -> conv(g, x, 5, new Layer.Convolution(1, 2, 2, 1))),
        of("conv, dilation 3", IMAGE, (g, x) -> conv(g, x, 5, new Layer.Convolution(2, 3, 3, 1))),
        of("conv, 2 groups", IMAGE, (g, x) -> conv(g, x, 6, new Layer.Convolution(1, 1, 1, 2))),
        of("conv, depthwise", IMAGE, (g, x) -> conv(g, x, 4, new Layer.Convolution(2, 1, 1, 4))),
        of(
            "conv, groups and dilation",
            IMAGE,
            (g, x) -> conv(g, x, 4, new Layer.Convolution(1, 2, 2, 2))),
        of(
            "conv, bias",
            IMAGE,
            (g, x) ->
                Layers.conv(
                    g,
                    "c",
                    x,
                    5,
                    3,
                    new Layer.Convolution(1, 1, 1, 1),
                    Init.kaimingFanOut(),
                    Init.normal(1))),
        of("conv, standardised", IMAGE, (g, x) -> standardised(g, x, 5, 1)),
        of("conv, standardised, 2 groups", IMAGE, (g, x) -> standardised(g, x, 6, 2)),
        of("conv, standardised, wide", shape(2, 16, 5, 5), (g, x) -> standardised(g, x, 24, 1)),
        of(
            "conv, standardised, shared by two inputs",
            List.of(IMAGE, IMAGE),
            (g, x) -> standardised(g, x.get(0), 3, 1).mul(standardised(g, x.get(1), 3, 1))),
        of(
            "conv, shared by two inputs",
            List.of(IMAGE, IMAGE),
            (g, x) ->
                Layers.conv(g, "c", x.get(0), 3, 3, 1, 1)
                    .mul(Layers.conv(g, "c", x.get(1), 3, 3, 1, 1))));
  }

  private static SDVariable conv(Graph g, SDVariable x, int out, Layer.Convolution layer) {
    return Layers.conv(g, "c", x, out, 3, layer, Init.kaimingFanOut());
  }

  private static SDVariable standardised(Graph g, SDVariable x, int out, int groups) {
    var layer = new Layer.Convolution(1, 1, 1, groups);
    return Layers.standardisedConv(g, "c", x, out, 3, layer, Init.kaimingFanOut());
  }

  private static List<Case> linear() {
    return List.of(
        of("linear", ROWS, (g, x) -> Layers.linear(g, "l", x, 3)),
        of("linear, no bias", ROWS, (g, x) -> Layers.linear(g, "l", x, 3, Init.normal(1))),
        of("linear, tokens", TOKENS, (g, x) -> Layers.linear(g, "l", x, 4)),
        of(
            "linear, tokens, no bias",
            TOKENS,
            (g, x) -> Layers.linear(g, "l", x, 4, Init.normal(1))),
        of("linear, rank 4", MAP, (g, x) -> Layers.linear(g, "l", x, 5)),
        of(
            "linear, shared by two inputs",
            List.of(ROWS, ROWS),
            (g, x) -> Layers.linear(g, "l", x.get(0), 3).mul(Layers.linear(g, "l", x.get(1), 3))),
        of(
            "attention, 2 heads",
            TOKENS,
            (g, x) -> Layers.attention(g, "attn", x, 2, Init.normal(0.5))),
        of(
            "attention, 1 head",
            TOKENS,
            (g, x) -> Layers.attention(g, "attn", x, 1, Init.normal(0.5))));
  }

  private static List<Case> norms() {
    return List.of(
        of("batch norm 1d", ROWS, (g, x) -> Layers.batchNorm1d(g, "bn", x, Affine.WEIGHT_AND_BIAS)),
        of("batch norm 1d, weight", ROWS, (g, x) -> Layers.batchNorm1d(g, "bn", x, Affine.WEIGHT)),
        of("batch norm 1d, plain", ROWS, (g, x) -> Layers.batchNorm1d(g, "bn", x, Affine.NONE)),
        of("batch norm 2d", MAP, (g, x) -> Layers.batchNorm2d(g, "bn", x)),
        of(
            "batch norm 2d, random weight",
            MAP,
            (g, x) -> Layers.batchNorm2d(g, "bn", x, Init.normal(1))),
        of(
            "batch norm 2d, shared by two inputs",
            List.of(MAP, MAP),
            (g, x) ->
                Layers.batchNorm2d(g, "bn", x.get(0)).mul(Layers.batchNorm2d(g, "bn", x.get(1)))),
        of("group norm", IMAGE, (g, x) -> Layers.groupNorm(g, "gn", x, 2)),
        of("group norm, one group", MAP, (g, x) -> Layers.groupNorm(g, "gn", x, 1)),
        of("group norm, one channel each", MAP, (g, x) -> Layers.groupNorm(g, "gn", x, 3)),
        of(
            "group norm, random weight",
            shape(2, 32, 3, 3),
            (g, x) -> Layers.groupNorm(g, "gn", x, 8, Init.normal(1))),
        of(
            "group norm, shared by two inputs",
            List.of(IMAGE, shape(2, 4, 7, 6)),
            (g, x) ->
                Layers.groupNorm(g, "gn", x.get(0), 2).mul(Layers.groupNorm(g, "gn", x.get(1), 2))),
        of("layer norm", ROWS, (g, x) -> Layers.layerNorm(g, "ln", x, 1e-6)),
        of("layer norm, tokens", TOKENS, (g, x) -> Layers.layerNorm(g, "ln", x, 1e-2)),
        of("l2-normalise", ROWS, Layers::l2Normalize),
        of("l2-normalise, tokens", TOKENS, Layers::l2Normalize));
  }

  /** Every group has at least 64 values per channel. */
  private static List<Case> splitNorms() {
    long[] rows = {256, 5};
    long[] map = {8, 3, 6, 6};
    return List.of(
        of("batch norm 1d in 2 groups", rows, (g, x) -> splitNorm(g, 2, x)),
        of(
            "batch norm 1d in 4 groups and relu",
            rows,
            (g, x) -> Layers.relu(g, splitNorm(g, 4, x))),
        of("batch norm 2d in 2 groups and relu", map, (g, x) -> Layers.relu(g, splitNorm(g, 2, x))),
        of("batch norm 2d in 4 groups", map, (g, x) -> splitNorm(g, 4, x)),
        of(
            "batch norm 2d in 1 group and in 2",
            List.of(map, map),
            (g, x) -> splitNorm(g, 1, x.get(0)).mul(splitNorm(g, 2, x.get(1)))),
        of("conv, batch norm in 4 groups, relu", map, (g, x) -> splitBlock(g, 4, x, 8)),
        of("conv, padded channels, batch norm in 4 groups", map, (g, x) -> splitBlock(g, 4, x, 11)),
        of("conv, 32 channels, batch norm in 2 groups", map, (g, x) -> splitBlock(g, 2, x, 32)));
  }

  private static SDVariable splitNorm(Graph g, int groups, SDVariable x) {
    return g.splitNorms(
        groups,
        () ->
            g.shape(x).length == 2
                ? Layers.batchNorm1d(g, "bn", x, Affine.WEIGHT_AND_BIAS)
                : Layers.batchNorm2d(g, "bn", x, Init.normal(1)));
  }

  /** Between convolutions a norm works in their layout. */
  private static SDVariable splitBlock(Graph g, int groups, SDVariable x, int channels) {
    SDVariable h = Layers.conv(g, "a", x, channels, 3, 1, 1);
    SDVariable y = g.splitNorms(groups, () -> Layers.batchNorm2d(g, "bn", h));
    return Layers.conv(g, "b", Layers.relu(g, y), 4, 1, 1, 0);
  }

  private static List<Case> activations() {
    return List.of(
        of("relu", MAP, Layers::relu),
        of("gelu", TOKENS, Layers::gelu),
        of("tanh", ROWS, Layers::tanh),
        of("sigmoid", ROWS, Layers::sigmoid),
        of("softmax", ROWS, Layers::softmax),
        of("softmax, rank 4", MAP, Layers::softmax),
        of("log-softmax", ROWS, Layers::logSoftmax),
        of("log-softmax, tokens", TOKENS, Layers::logSoftmax));
  }

  private static List<Case> pools() {
    return List.of(
        of("max pool 3x3, stride 2", IMAGE, (g, x) -> Layers.maxPool(g, x, 3, 2, 1)),
        of("max pool 2x2", IMAGE, (g, x) -> Layers.maxPool(g, x, 2, 2, 0)),
        of("average pool 2x2", IMAGE, (g, x) -> Layers.avgPool(g, x, 2, 2)),
        of("average pool 3x3, stride 1", IMAGE, (g, x) -> Layers.avgPool(g, x, 3, 1)),
        of("global pool", IMAGE, Layers::globalAveragePool),
        of("resize, larger", IMAGE, (g, x) -> Layers.resize(g, x, 10, 9)),
        of("resize, smaller", IMAGE, (g, x) -> Layers.resize(g, x, 3, 4)),
        of("resize, one way each", IMAGE, (g, x) -> Layers.resize(g, x, 3, 11)));
  }

  private static List<Case> random() {
    return List.of(
        of("dropout", ROWS, (g, x) -> Layers.dropout(g, "drop", x, 0.3)),
        of("drop-path, tokens", TOKENS, (g, x) -> Layers.dropPath(g, "drop", x, 0.4)),
        of("drop-path, maps", MAP, (g, x) -> Layers.dropPath(g, "drop", x, 0.4)));
  }
}
