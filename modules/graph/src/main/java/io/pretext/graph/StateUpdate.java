package io.pretext.graph;

import java.util.List;

/**
 * A change to the graph's state that follows every training step and is not a gradient.
 *
 * <p>Methods and layers declare these as data; the engine applies them in the order of declaration
 * after the optimizer has moved the parameters.
 */
public sealed interface StateUpdate {

  /** Names of the variables whose values after a run the update reads. */
  default List<String> sources() {
    return List.of();
  }

  /**
   * Every parameter under {@code target} becomes {@code m * itself + (1 - m) * online}, where m
   * goes from {@code start} to {@code end} along a half cosine of the training's progress.
   *
   * <p>States are left alone: the running statistics of a target network follow its own forward
   * passes, as in the authors' code of MoCo, BYOL and DINO. Before the first step parameters and
   * states alike are copied from {@code online}, so a target starts equal to its source.
   */
  record MovingAverage(String online, String target, double start, double end)
      implements StateUpdate {

    /** The momentum at {@code progress} in [0, 1] of the training. */
    public double momentumAt(double progress) {
      return end - (end - start) * (Math.cos(Math.PI * progress) + 1) / 2;
    }
  }

  /** {@code state} becomes {@code keep * state + (1 - keep) * source}. */
  record Blend(String state, String source, double keep) implements StateUpdate {

    @Override
    public List<String> sources() {
      return List.of(source);
    }
  }

  /**
   * Row {@code index[i]} of {@code bank} becomes {@code keep * itself + (1 - keep) * rows[i]},
   * scaled to unit length; for one i after the other, so a row that is named twice moves twice.
   *
   * @param bank [M, D]
   * @param rows [N, D]
   * @param index [N], whole numbers from 0 to M - 1: an input of the graph, or computed by it
   */
  record BlendRows(String bank, String rows, String index, double keep) implements StateUpdate {

    @Override
    public List<String> sources() {
      return List.of(rows, index);
    }
  }

  /** The oldest rows of {@code queue} are replaced by the rows of {@code source}. */
  record Enqueue(String queue, String source) implements StateUpdate {

    @Override
    public List<String> sources() {
      return List.of(source);
    }
  }

  /** The rows of {@code parameter} are scaled to unit length. */
  record UnitRows(String parameter) implements StateUpdate {}
}
