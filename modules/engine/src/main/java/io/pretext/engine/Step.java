package io.pretext.engine;

import io.pretext.graph.Batch;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A compiled training step: {@code run}, then {@code optimise}, then {@code settle}.
 *
 * <p>Values live here under names: a parameter or state by its path, an optimizer's array as {@code
 * optimizer/SLOT/PATH}. Not thread-safe.
 */
public interface Step extends AutoCloseable {

  /**
   * Forward and backward on {@code batch}; random inputs are drawn for the step of {@code moment},
   * and scheduled inputs take the value of its epoch.
   *
   * @return the loss
   * @throws ArithmeticException if the loss is not finite; the message names the first op and path
   *     whose value is not
   * @throws IllegalArgumentException if a tensor is missing or its shape is not the input's
   */
  double run(Batch batch, Moment moment);

  /** Like {@link #run(Batch, Moment)}, in the first epoch. */
  default double run(Batch batch, long step) {
    return run(batch, new Moment(step, 0));
  }

  /** The monitor of {@code name} after the last run, row-major. */
  float[] monitor(String name);

  /** The gradient of the last run for the trained parameter at {@code path}, row-major. */
  float[] gradient(String path);

  /** Norm over all gradients of the last run (or the sum of the accumulated ones). */
  double gradientNorm();

  /**
   * Moves the trained parameters, and forgets accumulated gradients.
   *
   * @param settings rate and decay by path
   * @param scale factor on every gradient first: 1 / runs accumulated, or a clipping factor
   */
  void optimise(Function<String, UpdateRule.Settings> settings, double scale);

  /**
   * Applies the graph's state updates in order.
   *
   * @param progress of the training in [0, 1]
   */
  void settle(double progress);

  /** Paths that are trained. */
  Set<String> trained();

  /** Names of every value that a checkpoint must hold. */
  Set<String> names();

  /** Shape of the value called {@code name}. */
  long[] shape(String name);

  /** The value called {@code name}, row-major. */
  float[] read(String name);

  /** Replaces the value called {@code name}, row-major. */
  void write(String name, float[] values);

  /** Number of updates made: Adam's bias correction depends on it; part of a checkpoint. */
  long updates();

  void updates(long count);

  /** Kernels chosen by measuring, by the path of the layer. */
  Map<String, String> choices();

  /** What the plan needs, known before the first run. */
  Memory memory();

  @Override
  void close();

  /**
   * Bytes of native memory.
   *
   * @param parameters parameters, state, gradients and optimizer arrays
   * @param activations the one arena that all activations and their gradients share
   * @param scratch work space of the kernels
   */
  record Memory(long parameters, long activations, long scratch) {
    public long total() {
      return parameters + activations + scratch;
    }
  }
}
