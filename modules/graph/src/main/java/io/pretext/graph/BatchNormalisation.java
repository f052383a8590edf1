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
    return follows ? norm.measured(g.normGroups()) : norm.recalled();
  }

  /**
   * Normalises with the statistics of {@code groups} parts of the batch, and has the running ones
   * follow their mean. The same channel of different parts is made a channel of its own.
   */
  private SDVariable measured(int groups) {
    long count = Shape.size(shape) / channels / groups;
    if (count < 2) {
      throw new IllegalArgumentException(
          g.path(name) + ": a batch norm needs at least two values per channel to train on");
    }
    if (shape[0] % groups != 0) {
      throw new IllegalArgumentException(
          "%s: a batch of %d rows is no multiple of %d groups"
              .formatted(g.path(name), shape[0], groups));
    }
    long[] parts = shape.clone();
    parts[0] /= groups;
    parts[1] *= groups;
    SDVariable in = groups == 1 ? x : x.reshape(parts);
    SDVariable w = repeated(weight, groups);
    SDVariable b = repeated(bias, groups);
    int[] others = IntStream.range(0, shape.length).filter(i -> i != 1).toArray();
    SDVariable mean = g.named(name + "/mean", in.mean(others));
    SDVariable centred = in.sub(perChannel(mean));
    SDVariable variance = g.named(name + "/variance", g.sd().math().square(centred).mean(others));
    SDVariable y = scaled(centred, variance, w, b);
    g.record(
        new Layer.BatchNorm(Layers.BATCH_NORM_EPSILON),
        name,
        List.of(in, w, b),
        List.of(y, mean, variance));
    double unbias = (double) count / (count - 1);
    SDVariable followed = average(name + "/followed_mean", mean, groups, 1);
    SDVariable unbiased = average(name + "/unbiased_variance", variance, groups, unbias);
    g.afterStep(new StateUpdate.Blend(runningMean.name(), followed.name(), KEEP));
    g.afterStep(new StateUpdate.Blend(runningVariance.name(), unbiased.name(), KEEP));
    return groups == 1 ? y : y.reshape(shape);
  }

  private SDVariable repeated(SDVariable values, int groups) {
    SDVariable[] copies = new SDVariable[groups];
    Arrays.fill(copies, values);
    return Ops.concat(g, 0, copies);
  }

  /** {@code factor} times the mean over groups of statistics [groups * C], [C]. */
  private SDVariable average(String as, SDVariable statistics, int groups, double factor) {
    SDVariable mean = groups == 1 ? statistics : statistics.reshape(groups, channels).mean(0);
    return factor == 1 && groups == 1 ? statistics : g.named(as, mean.mul(factor));
  }

  private SDVariable recalled() {
    SDVariable y = scaled(x.sub(perChannel(runningMean)), runningVariance, weight, bias);
    g.record(
        new Layer.FrozenBatchNorm(Layers.BATCH_NORM_EPSILON),
        name,
        List.of(x, weight, bias, runningMean, runningVariance),
        List.of(y));
    return y;
  }

  private SDVariable scaled(
      SDVariable centred, SDVariable variance, SDVariable weight, SDVariable bias) {
    SDVariable deviation = g.sd().math().sqrt(variance.add(Layers.BATCH_NORM_EPSILON));
    SDVariable y = centred.div(perChannel(deviation));
    return g.named(name, y.mul(perChannel(weight)).add(perChannel(bias)));
  }

  /** [C] as [1, C] or [1, C, 1, 1]. */
  private SDVariable perChannel(SDVariable values) {
    long[] beside = new long[shape.length];
    Arrays.fill(beside, 1);
    beside[1] = g.shape(values)[0];
    return values.reshape(beside);
  }
}
