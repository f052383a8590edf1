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
  private final int groups;
  private final long channels;
  private final SDVariable weight;
  private final SDVariable bias;
  private final SDVariable runningMean;
  private final SDVariable runningVariance;

  /**
   * @param groups of rows that have statistics of their own
   */
  private BatchNormalisation(
      Graph g, String name, SDVariable x, Affine affine, Init init, int groups) {
    this.g = g;
    this.name = name;
    this.x = x;
    this.groups = groups;
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
    boolean follows = g.isTraining() && !g.isFrozen(name + "/running_mean");
    int groups = follows ? g.normGroups() : 1;
    var norm = new BatchNormalisation(g, name, x, affine, init, groups);
    return follows ? norm.measured() : norm.recalled();
  }

  /** Normalises with the batch's statistics, and has the running ones follow. */
  private SDVariable measured() {
    long count = valuesPerChannel();
    SDVariable rows = x;
    int[] others = IntStream.range(0, shape.length).filter(i -> i != 1).toArray();
    String prefix = name + "/";
    if (groups > 1) {
      rows =
          x.reshape(groups, shape[0] / groups, channels, Shape.size(shape) / shape[0] / channels);
      others = new int[] {1, 3};
      prefix = name + "/group_";
    }
    SDVariable mean = g.named(prefix + "mean", rows.mean(others));
    SDVariable centred = rows.sub(beside(mean));
    SDVariable variance = g.named(prefix + "variance", g.sd().math().square(centred).mean(others));
    SDVariable y = scaled(centred, variance);
    g.record(
        new Layer.BatchNorm(Layers.BATCH_NORM_EPSILON, groups),
        name,
        List.of(x, weight, bias),
        List.of(y, mean, variance));
    follow(mean, variance, (double) count / (count - 1));
    return y;
  }

  /** How many values of a channel are normalised together. */
  private long valuesPerChannel() {
    if (shape[0] % groups != 0) {
      throw new IllegalArgumentException(
          g.path(name)
              + ": a batch of "
              + shape[0]
              + " has no "
              + groups
              + " equal groups to normalise; use a batch size that is a multiple of "
              + groups);
    }
    long count = Shape.size(shape) / channels / groups;
    if (count < 2) {
      throw new IllegalArgumentException(
          g.path(name)
              + ": a batch norm needs at least two values per channel to train on"
              + (groups == 1 ? "" : ", in each of its " + groups + " groups; use fewer groups"));
    }
    return count;
  }

  /** The running statistics follow the mean over the groups of what each of them has. */
  private void follow(SDVariable mean, SDVariable variance, double unbiased) {
    SDVariable seen = groups == 1 ? mean : g.named(name + "/mean", mean.mean(0));
    SDVariable biased = groups == 1 ? variance : variance.mean(0);
    SDVariable spread = g.named(name + "/unbiased_variance", biased.mul(unbiased));
    g.afterStep(new StateUpdate.Blend(runningMean.name(), seen.name(), KEEP));
    g.afterStep(new StateUpdate.Blend(runningVariance.name(), spread.name(), KEEP));
  }

  private SDVariable recalled() {
    SDVariable y = scaled(x.sub(beside(runningMean)), runningVariance);
    g.record(
        new Layer.FrozenBatchNorm(Layers.BATCH_NORM_EPSILON),
        name,
        List.of(x, weight, bias, runningMean, runningVariance),
        List.of(y));
    return y;
  }

  private SDVariable scaled(SDVariable centred, SDVariable variance) {
    SDVariable deviation = g.sd().math().sqrt(variance.add(Layers.BATCH_NORM_EPSILON));
    SDVariable normal = centred.div(beside(deviation));
    SDVariable y = normal.mul(beside(weight)).add(beside(bias));
    return g.named(name, groups == 1 ? y : y.reshape(shape));
  }

  /**
   * [C] as [1, C] or [1, C, 1, 1]; where there are groups, [C] as [1, 1, C, 1] and [groups, C] as
   * [groups, 1, C, 1].
   */
  private SDVariable beside(SDVariable values) {
    if (groups > 1) {
      return values.reshape(Shape.size(g.shape(values)) / channels, 1, channels, 1);
    }
    long[] beside = new long[shape.length];
    Arrays.fill(beside, 1);
    beside[1] = channels;
    return values.reshape(beside);
  }
}
