package io.pretext.train;

import io.pretext.engine.Step;
import io.pretext.methods.Symptom;
import io.pretext.methods.TrainingGraph;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds a method's monitors and a {@code warning} of each symptom to every epoch, and tells the user
 * of each symptom once. Monitors are those of the epoch's last batch, which a run that was stopped
 * and resumed sees as well.
 *
 * <p>The first epoch may look ill: every method starts from guessing.
 */
public final class Symptoms implements Listener {

  private static final int FIRST_EPOCH = 2;

  private final TrainingGraph training;
  private final Step step;
  private final Consumer<String> warn;
  private final Set<Symptom> told = new HashSet<>();

  /**
   * @param step compiled with the monitors of {@code training}
   * @param warn takes a sentence for the user
   */
  public Symptoms(TrainingGraph training, Step step, Consumer<String> warn) {
    this.training = training;
    this.step = step;
    this.warn = warn;
  }

  @Override
  public void onEpoch(EpochEnd end) {
    Map<String, Double> values = new TreeMap<>();
    training.monitors().keySet().forEach(name -> values.put(name, (double) step.monitor(name)[0]));
    end.metrics().putAll(values);
    if (end.epoch() >= FIRST_EPOCH) {
      for (Symptom symptom : training.symptoms()) {
        symptom
            .at(values.get(symptom.monitor()))
            .ifPresent(
                sentence -> {
                  end.warn(sentence);
                  if (told.add(symptom)) {
                    warn.accept("after epoch " + end.epoch() + " " + sentence);
                  }
                });
      }
    }
  }
}
