package io.pretext.graph;

import io.pretext.graph.Layers.Affine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** The primitives of a batch norm over every dimension but the second; see {@link Layers}. */
final class BatchNormalisation {

  /** One minus PyTorch's momentum. */
  private static final double KEEP = 0.9;

  private final Graph g;
  private final String name;
  private final SDVariable x;
  private final long[] shape;
  private final long channels;
  private final SDVariable weight;
  private final SDVariable bias;
  private final SDVariable runningMean;
  private final SDVariable runningVariance;

  private BatchNormalisation(Graph g, String name, SDVariable x, Affine affine, Init init) {
    this.g = g;
    this.name = name;
    this.x = x;
    shape = g.shape(x);
    channels = shape[1];
    weight =
        affine == Affine.NONE
            ? g.constant(Nd4j.ones(channels))
            : g.parameter(name + "/weight", init, channels);
    bias =
        affine == Affine.WEIGHT_AND_BIAS
            ? g.parameter(name + "/bias", Init.zeros(), channels)
            : g.constant(Nd4j.zeros(channels));
    runningMean = g.state(name + "/running_mean", Init.zeros(), channels);
    runningVariance = g.state(name + "/running_var", Init.ones(), channels);
  }

  static SDVariable build(Graph g, String name, SDVariable x, Affine affine, Init init) {
    var norm = new BatchNormalisation(g, name, x, affine, init);
    boolean follows = g.isTraining() && !g.isFrozen(name + "/running_mean");
    return follows ? norm.measured() : norm.recalled();
  }

  /** Normalises with the batch's statistics, and has the running ones follow. */
  private SDVariable measured() {
    long count = Shape.size(shape) / channels;
    if (count < 2) {
      throw new IllegalArgumentException(
          g.path(name) + ": a batch norm needs at least two values per channel to train on");
    }
    int[] others = IntStream.range(0, shape.length).filter(i -> i != 1).toArray();
    SDVariable mean = g.named(name + "/mean", x.mean(others));
    SDVariable centred = x.sub(perChannel(mean));
    SDVariable variance = g.named(name + "/variance", g.sd().math().square(centred).mean(others));
    SDVariable y = scaled(centred, variance);
    g.record(
        new Layer.BatchNorm(Layers.BATCH_NORM_EPSILON),
        name,
        List.of(x, weight, bias),
        List.of(y, mean, variance));
    SDVariable unbiased =
        g.named(name + "/unbiased_variance", variance.mul((double) count / (count - 1)));
    g.afterStep(new StateUpdate.Blend(runningMean.name(), mean.name(), KEEP));
    g.afterStep(new StateUpdate.Blend(runningVariance.name(), unbiased.name(), KEEP));
    return y;
  }

  private SDVariable recalled() {
    SDVariable y = scaled(x.sub(perChannel(runningMean)), runningVariance);
    g.record(
        new Layer.FrozenBatchNorm(Layers.BATCH_NORM_EPSILON),
        name,
        List.of(x, weight, bias, runningMean, runningVariance),
        List.of(y));
    return y;
  }

  private SDVariable scaled(SDVariable centred, SDVariable variance) {
    SDVariable deviation = g.sd().math().sqrt(variance.add(Layers.BATCH_NORM_EPSILON));
    SDVariable y = centred.div(perChannel(deviation));
    return g.named(name, y.mul(perChannel(weight)).add(perChannel(bias)));
  }

  /** [C] as [1, C] or [1, C, 1, 1]. */
  private SDVariable perChannel(SDVariable values) {
    long[] beside = new long[shape.length];
    Arrays.fill(beside, 1);
    beside[1] = channels;
    return values.reshape(beside);
  }
}
