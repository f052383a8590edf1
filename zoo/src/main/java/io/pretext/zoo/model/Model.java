package io.pretext.zoo.model;

import java.util.Set;

/**
 * Weights together with what they are weights of.
 *
 * <p>Values are addressed by the paths of {@code Classifier.build} at the root of a graph: {@code
 * layer1/0/conv1/weight}, {@code fc/bias}. A model without classifier has no paths of heads.
 */
public interface Model extends AutoCloseable {

  Description description();

  /** Paths of the parameters and states, in the order of the network. */
  Set<String> paths();

  /** Shape of the value at {@code path}. */
  long[] shape(String path);

  /** The value at {@code path}, row-major. */
  float[] read(String path);

  @Override
  void close();
}
