package io.pretext.testkit;

import static io.pretext.testkit.Vocabulary.of;
import static io.pretext.testkit.Vocabulary.shape;

import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layer;
import io.pretext.graph.Layers;
import io.pretext.graph.Layers.Affine;
import io.pretext.graph.Ops;
import io.pretext.testkit.Vocabulary.Case;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/** Entries in the company that an engine may fuse them with. */
final class NetworkCases {

  private NetworkCases() {}

  static List<Case> all() {
    return List.of(
        new Case(
            "conv of the image itself",
            g -> Vocabulary.weighed(g, convNormRelu(g, "a", g.input("x", 4, 3, 6, 6), 8)),
            Map.of("x", shape(4, 3, 6, 6))),
        of("conv, norm, relu", shape(4, 3, 6, 6), (g, x) -> convNormRelu(g, "a", x, 8)),
        of("residual block", shape(4, 8, 5, 5), NetworkCases::residual),
        of("residual block with a projection", shape(4, 3, 8, 8), NetworkCases::projected),
        of("residual block without batch norm", shape(4, 8, 5, 5), NetworkCases::independent),
        of("stem with a group norm", shape(2, 3, 16, 16), NetworkCases::stem),
        of(
            "conv and drop-path",
            shape(4, 5, 6, 6),
            (g, x) -> Layers.dropPath(g, "drop", Layers.conv(g, "c", x, 11, 3, 1, 1), 0.4)),
        of("two blocks and a pool", shape(4, 3, 8, 8), NetworkCases::small),
        of("block of three branches", shape(4, 8, 5, 5), NetworkCases::branches),
        of("squeeze-and-excite", shape(4, 8, 5, 5), NetworkCases::squeezed),
        of("projector", shape(64, 6), NetworkCases::projector),
        of("transformer block", shape(2, 5, 8), NetworkCases::transformer),
        of("transformer tokens with registers", shape(2, 5, 8), NetworkCases::registers),
        of("two branches, one stopped", shape(64, 6), NetworkCases::stopped));
  }

  private static SDVariable convNormRelu(Graph g, String name, SDVariable x, int out) {
    SDVariable h = Layers.conv(g, name + "/conv", x, out, 3, 1, 1);
    return Layers.relu(g, Layers.batchNorm2d(g, name + "/bn", h));
  }

  private static SDVariable residual(Graph g, SDVariable x) {
    SDVariable h = Layers.conv(g, "conv2", convNormRelu(g, "a", x, 8), 8, 3, 1, 1);
    return Layers.relu(g, Layers.batchNorm2d(g, "bn2", h).add(x));
  }

  private static SDVariable projected(Graph g, SDVariable x) {
    SDVariable h = Layers.conv(g, "conv1", x, 8, 3, 2, 1);
    SDVariable shortcut = Layers.conv(g, "downsample/0", x, 8, 1, 2, 0);
    return Layers.relu(
        g, Layers.batchNorm2d(g, "bn1", h).add(Layers.batchNorm2d(g, "downsample/1", shortcut)));
  }

  private static SDVariable independent(Graph g, SDVariable x) {
    var layer = new Layer.Convolution(1, 1, 1, 1);
    Init init = Init.kaimingFanOut();
    SDVariable h = Layers.standardisedConv(g, "conv1", x, 8, 3, layer, init);
    h = Layers.relu(g, Layers.groupNorm(g, "gn1", h, 2));
    h = Layers.standardisedConv(g, "conv2", h, 8, 3, layer, init);
    return Layers.relu(g, Layers.groupNorm(g, "gn2", h, 4).add(x));
  }

  /** The map that is pooled has not the layout of the map of its shape that a kernel made. */
  private static SDVariable stem(Graph g, SDVariable x) {
    SDVariable h = Layers.groupNorm(g, "gn", Layers.conv(g, "conv", x, 16, 7, 2, 3), 4);
    return Layers.conv(g, "next", Layers.maxPool(g, Layers.relu(g, h), 3, 2, 1), 16, 3, 1, 1);
  }

  private static SDVariable branches(Graph g, SDVariable x) {
    SDVariable pointwise = Layers.batchNorm2d(g, "bn1", Layers.conv(g, "conv1", x, 8, 1, 1, 0));
    SDVariable dense = Layers.batchNorm2d(g, "bn3", Layers.conv(g, "conv3", x, 8, 3, 1, 1));
    Init weight = Init.normal(1);
    return Layers.relu(g, dense.add(pointwise.add(Layers.batchNorm2d(g, "identity", x, weight))));
  }

  private static SDVariable squeezed(Graph g, SDVariable x) {
    SDVariable h = Layers.conv(g, "conv", x, 8, 3, 1, 1);
    var layer = new Layer.Convolution(1, 0, 1, 1);
    SDVariable few =
        Layers.conv(
            g,
            "down",
            Layers.globalAveragePool(g, h).reshape(4, 8, 1, 1),
            2,
            1,
            layer,
            Init.kaimingFanOut(),
            Init.normal(1));
    SDVariable gate =
        Layers.conv(
            g, "up", Layers.relu(g, few), 8, 1, layer, Init.kaimingFanOut(), Init.normal(1));
    return Layers.relu(g, h.mul(Layers.sigmoid(g, gate)));
  }

  private static SDVariable small(Graph g, SDVariable x) {
    SDVariable stem = Layers.maxPool(g, convNormRelu(g, "stem", x, 8), 3, 2, 1);
    return Layers.globalAveragePool(g, g.in("block", () -> residual(g, stem)));
  }

  private static SDVariable projector(Graph g, SDVariable x) {
    SDVariable h = Layers.linear(g, "0", x, 8, Init.normal(0.5));
    h = Layers.relu(g, Layers.batchNorm1d(g, "1", h, Affine.WEIGHT_AND_BIAS));
    h = Layers.batchNorm1d(g, "4", Layers.linear(g, "3", h, 4, Init.normal(0.5)), Affine.WEIGHT);
    SDVariable z = Layers.l2Normalize(g, h);
    return Layers.logSoftmax(g, Ops.matmul(g, z, z, false, true).div(0.5));
  }

  private static SDVariable transformer(Graph g, SDVariable x) {
    SDVariable seen =
        Layers.attention(g, "attn", Layers.layerNorm(g, "norm1", x, 1e-6), 2, Init.normal(0.3));
    SDVariable h = x.add(Layers.dropPath(g, "drop", seen, 0.2));
    SDVariable inner = Layers.linear(g, "mlp/fc1", Layers.layerNorm(g, "norm2", h, 1e-6), 16);
    return h.add(Layers.linear(g, "mlp/fc2", Layers.gelu(g, inner), 8));
  }

  private static SDVariable registers(Graph g, SDVariable patches) {
    Init init = Init.normal(0.5);
    SDVariable first = Ops.repeat(g, g.parameter("cls_token", init, 1, 1, 8), 2);
    SDVariable placed = Ops.concat(g, 1, first, patches).add(g.parameter("pos", init, 1, 6, 8));
    SDVariable registers = Ops.repeat(g, g.parameter("registers", init, 1, 3, 8), 2);
    SDVariable x =
        Ops.concat(g, 1, Ops.slice(g, placed, 1, 0, 1), registers, Ops.slice(g, placed, 1, 1, 6));
    SDVariable seen = Layers.attention(g, "attn", x, 4, init).mul(g.parameter("gamma", init, 8));
    return Layers.layerNorm(g, "norm", x.add(seen), 1e-6);
  }

  private static SDVariable stopped(Graph g, SDVariable x) {
    SDVariable target = g.stopGradient(Layers.l2Normalize(g, Layers.linear(g, "target", x, 4)));
    SDVariable online = Layers.l2Normalize(g, Layers.linear(g, "online", x, 4));
    return online.mul(target).sum(1).mul(-2).add(2);
  }
}
