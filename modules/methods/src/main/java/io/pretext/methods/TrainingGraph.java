package io.pretext.methods;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a method built.
 *
 * @param loss scalar to minimise
 * @param backbone scope whose parameters are worth keeping: {@code online/backbone}
 * @param embedding what the objective compares, [rows, D], watched for collapse
 * @param monitors scalars to report, by name
 */
public record TrainingGraph(
    SDVariable loss, String backbone, SDVariable embedding, Map<String, SDVariable> monitors) {

  public TrainingGraph {
    monitors = Map.copyOf(monitors);
  }
}
