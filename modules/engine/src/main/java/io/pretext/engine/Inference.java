package io.pretext.engine;

import io.pretext.graph.Batch;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A compiled forward pass in evaluation mode. Not thread-safe. */
public interface Inference extends AutoCloseable {

  /** Paths of the parameters and states that it reads. */
  Set<String> names();

  /**
   * Takes new values of all parameters and states.
   *
   * @param values row-major value of a path, for example {@code step::read}
   */
  void load(Function<String, float[]> values);

  /** Computes the outputs, row-major, by their name. */
  Map<String, float[]> run(Batch batch);

  /** What the plan needs, known before the first run. */
  Step.Memory memory();

  @Override
  void close();
}
