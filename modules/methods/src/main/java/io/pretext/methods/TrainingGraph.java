package io.pretext.methods;

import io.pretext.config.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a method built.
 *
 * @param loss scalar to minimise
 * @param backbone scope whose parameters are worth keeping: {@code online/backbone}
 * @param embedding what the objective compares, [rows, D], watched for collapse
 * @param monitors scalars to report, by name
 * @param symptoms values of the monitors that show a collapse or a stall
 */
public record TrainingGraph(
    SDVariable loss,
    String backbone,
    SDVariable embedding,
    Map<String, SDVariable> monitors,
    List<Symptom> symptoms) {

  public TrainingGraph {
    monitors = new TreeMap<>(monitors);
    symptoms = List.copyOf(symptoms);
    for (Symptom symptom : symptoms) {
      Check.that(
          monitors.containsKey(symptom.monitor()),
          "symptoms",
          "speak of a monitor: " + symptom.monitor());
    }
  }

  /** Of a method that shows no symptoms but those of every embedding. */
  public TrainingGraph(
      SDVariable loss, String backbone, SDVariable embedding, Map<String, SDVariable> monitors) {
    this(loss, backbone, embedding, monitors, List.of());
  }
}
