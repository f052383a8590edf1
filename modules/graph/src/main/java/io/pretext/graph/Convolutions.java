package io.pretext.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;

/** The primitives of a convolution. */
final class Convolutions {

  private Convolutions() {}

  static SDVariable weight(
      Graph g, String name, SDVariable x, int out, int kernel, Layer.Convolution layer, Init init) {
    long in = g.shape(x)[1];
    if (in % layer.groups() != 0 || out % layer.groups() != 0) {
      throw new IllegalArgumentException(
          g.path(name)
              + ": "
              + in
              + " channels in and "
              + out
              + " out do not split into "
              + layer.groups()
              + " groups");
    }
    return g.parameter(name + "/weight", init, out, in / layer.groups(), kernel, kernel);
  }

  /**
   * Convolves with primitives that are right everywhere: SameDiff's gradient needs weights [kh, kw,
   * in, out]; it knows no groups; and its oneDNN kernel refuses dilation, so the holes are put into
   * the kernel.
   */
  static SDVariable apply(Graph g, SDVariable x, SDVariable weight, Layer.Convolution layer) {
    long[] shape = g.shape(weight);
    SDVariable[] parts = new SDVariable[layer.groups()];
    long in = shape[1];
    long out = shape[0] / layer.groups();
    for (int i = 0; i < parts.length; i++) {
      boolean whole = parts.length == 1;
      SDVariable image = whole ? x : Ops.slice(g, x, 1, i * in, (i + 1) * in);
      SDVariable filters = whole ? weight : Ops.slice(g, weight, 0, i * out, (i + 1) * out);
      parts[i] = dense(g, image, filters, layer);
    }
    return Ops.concat(g, 1, parts);
  }

  private static SDVariable dense(
      Graph g, SDVariable x, SDVariable weight, Layer.Convolution layer) {
    SDVariable filters = weight;
    if (layer.dilation() > 1) {
      double[][] holes = Resampling.holes((int) g.shape(weight)[2], layer.dilation());
      filters = Resampling.apply(g, weight, holes, holes);
    }
    long kernel = g.shape(filters)[2];
    var config =
        Conv2DConfig.builder()
            .kH(kernel)
            .kW(kernel)
            .sH(layer.stride())
            .sW(layer.stride())
            .pH(layer.padding())
            .pW(layer.padding())
            .build();
    return g.sd().cnn().conv2d(x, filters.permute(2, 3, 1, 0), config);
  }
}
