package io.pretext.methods.objective;

import io.pretext.graph.Graph;
import io.pretext.graph.Layers;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Noise-contrastive estimation of a softmax over very many candidates: tell the right one from some
 * that were drawn, all alike likely.
 *
 * @see <a href="https://arxiv.org/abs/1805.01978">Wu et al., 2018</a>, section 3.2
 */
public final class NoiseContrast {

  private NoiseContrast() {}

  /**
   * The mean over anchors of {@code -log h(positive) - sum log(1 - h(negative))}, where h = P / (P
   * + m / n) is the chance that a candidate of probability P = exp(logit) / Z is no noise.
   *
   * @param positive similarity over temperature of the right candidate, [N, 1]
   * @param negatives the same of m that were drawn, [N, m]
   * @param normaliser the constant Z, a scalar or [1]
   * @param candidates n, how many there are
   */
  public static SDVariable loss(
      Graph g, SDVariable positive, SDVariable negatives, SDVariable normaliser, long candidates) {
    long drawn = g.shape(negatives)[1];
    SDVariable constant = g.sd().math().log(normaliser).add(Math.log((double) drawn / candidates));
    SDVariable missed = softplus(g, positive.sub(constant).neg()).mean();
    SDVariable mistaken = softplus(g, negatives.sub(constant)).mean().mul(drawn);
    return missed.add(mistaken);
  }

  /**
   * Z as far as drawn candidates tell: n times the mean of their exp(logit). No gradient.
   *
   * @param negatives similarity over temperature, [N, m]
   * @param candidates n
   */
  public static SDVariable normaliser(Graph g, SDVariable negatives, long candidates) {
    return g.stopGradient(g.sd().math().exp(negatives).mean().mul(candidates));
  }

  /** What guessing costs: every candidate has the probability 1 / n. */
  public static double chance(int negatives) {
    return Math.log1p(negatives) + negatives * Math.log1p(1.0 / negatives);
  }

  /** log(1 + exp(x)), where neither end overflows. */
  private static SDVariable softplus(Graph g, SDVariable x) {
    var math = g.sd().math();
    SDVariable rest = math.log(math.exp(math.abs(x).neg()).add(1));
    return Layers.relu(g, x).add(rest);
  }
}
