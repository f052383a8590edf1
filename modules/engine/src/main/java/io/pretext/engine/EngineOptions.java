package io.pretext.engine;

import java.util.Map;
import java.util.function.Predicate;

/**
 * How a graph is compiled.
 *
 * @param rule the optimizer's arithmetic, whose state lives beside the parameters
 * @param trained which parameters, by path, are trained; the rest receive no gradient
 * @param threads processor cores to use
 * @param accumulate whether gradients of several runs are summed before an update
 * @param choices kernels chosen by an earlier compilation ({@link Step#choices}), to be used again
 * @param measuring whether a kernel that is not among them is chosen by measuring, which takes the
 *     fastest, but not the same one every time; otherwise by rule
 */
public record EngineOptions(
    UpdateRule rule,
    Predicate<String> trained,
    int threads,
    boolean accumulate,
    Map<String, String> choices,
    boolean measuring) {

  /** With kernels chosen by measuring. */
  public EngineOptions(
      UpdateRule rule,
      Predicate<String> trained,
      int threads,
      boolean accumulate,
      Map<String, String> choices) {
    this(rule, trained, threads, accumulate, choices, true);
  }

  /** Everything trained by plain SGD with momentum 0.9 on {@code threads} cores. */
  public static EngineOptions defaults(int threads) {
    return new EngineOptions(
        new UpdateRule.Sgd(0.9, false), path -> true, threads, false, Map.of());
  }

  public EngineOptions with(UpdateRule rule) {
    return new EngineOptions(rule, trained, threads, accumulate, choices, measuring);
  }

  public EngineOptions measuring(boolean measuring) {
    return new EngineOptions(rule, trained, threads, accumulate, choices, measuring);
  }
}
