package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.Step;
import io.pretext.methods.Symptom;
import io.pretext.methods.TrainingGraph;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;

final class SymptomsTest {

  private final Map<String, Float> monitors = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final Symptoms symptoms =
      new Symptoms(
          training(
              Symptom.above(0.9, "share", "all is one", "raise it"),
              Symptom.below(2, "rank", "nothing is told", "lower it")),
          step(),
          told::add);

  /** A method that is known by its monitors alone. */
  private TrainingGraph training(Symptom... all) {
    Map<String, SDVariable> names = new HashMap<>();
    names.put("share", null);
    names.put("rank", null);
    return new TrainingGraph(null, "backbone", null, names, List.of(all));
  }

  private Step step() {
    return (Step)
        Proxy.newProxyInstance(
            Step.class.getClassLoader(),
            new Class<?>[] {Step.class},
            (proxy, method, arguments) -> new float[] {monitors.get((String) arguments[0])});
  }

  private Map<String, Object> epoch(int number, float[] shares, float[] ranks) {
    for (int i = 0; i < shares.length; i++) {
      monitors.put("share", shares[i]);
      monitors.put("rank", ranks[i]);
      symptoms.onStep(new Listener.StepEnd(number, i + 1, shares.length, 0, 0, 0));
    }
    var metrics = new LinkedHashMap<String, Object>();
    symptoms.onEpoch(new Listener.EpochEnd(number, 0, 0, 0, metrics));
    return metrics;
  }

  @Test
  void monitorsAreThoseOfTheLastBatch() {
    assertThat(epoch(1, new float[] {0.25f, 0.75f}, new float[] {4, 8}))
        .containsOnly(Map.entry("share", 0.75), Map.entry("rank", 8.0));
    assertThat(epoch(2, new float[] {0.5f}, new float[] {2}))
        .containsOnly(Map.entry("share", 0.5), Map.entry("rank", 2.0));
  }

  @Test
  void everyEpochHoldsItsWarningsAndTheUserHearsEachOnce() {
    float[] ill = {0.95f};
    float[] low = {1};

    assertThat(epoch(1, ill, low)).as("guessing").doesNotContainKey("warning");
    assertThat(epoch(2, ill, low))
        .containsEntry(
            "warning",
            List.of(
                "all is one: share is 0.950, above 0.900; raise it",
                "nothing is told: rank is 1.000, below 2.000; lower it"));
    assertThat(epoch(3, new float[] {0.5f}, low))
        .containsEntry("warning", List.of("nothing is told: rank is 1.000, below 2.000; lower it"));

    assertThat(told)
        .containsExactly(
            "after epoch 2 all is one: share is 0.950, above 0.900; raise it",
            "after epoch 2 nothing is told: rank is 1.000, below 2.000; lower it");
  }
}
