package io.pretext.engine.plan;

import java.util.Arrays;

/**
 * One array of a plan, written once.
 *
 * @param id unique within the plan, in order of creation
 * @param name of the graph's variable, or of the node that makes it
 * @param shape static, outermost dimension first
 * @param source where its content comes from
 */
public record Value(int id, String name, long[] shape, Source source) {

  /** Where a value's content comes from. */
  public enum Source {
    /** Written before every run. */
    INPUT,
    /** Lives across runs, changed by the optimizer. */
    PARAMETER,
    /** Lives across runs, changed by state updates. */
    STATE,
    /** Known at compile time. */
    CONSTANT,
    /** Made by a node. */
    NODE
  }

  public int rank() {
    return shape.length;
  }

  public long size() {
    return io.pretext.graph.Shape.size(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value value && value.id == id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
