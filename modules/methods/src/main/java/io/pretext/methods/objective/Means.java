package io.pretext.methods.objective;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/** The mean of several scalars of a graph. */
public final class Means {

  private Means() {}

  /** The mean of {@code scalars}, of which there must be one at least. */
  public static SDVariable of(List<SDVariable> scalars) {
    SDVariable sum = scalars.stream().reduce(SDVariable::add).orElseThrow();
    return scalars.size() == 1 ? sum : sum.div(scalars.size());
  }
}
