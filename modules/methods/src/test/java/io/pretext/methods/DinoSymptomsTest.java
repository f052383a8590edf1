package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.TinyBackbone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Values are those of the study joint-embedding-controls, docs/results. */
final class DinoSymptomsTest {

  private List<Symptom> symptoms;

  @BeforeEach
  void build() {
    var g = new Graph(Mode.TRAIN, DataType.FLOAT, 1);
    symptoms =
        Methods.create(
                Map.of("name", "dino", "head", Map.of("hidden", 6, "bottleneck", 4, "out", 7)))
            .build(g, new TinyBackbone(3), Views.square(g, 2, 4, 8))
            .symptoms();
  }

  private List<String> warnings(double entropy, double divergence) {
    Map<String, Double> values = Map.of("teacher_entropy", entropy, "teacher_kl", divergence);
    return symptoms.stream().flatMap(s -> s.at(values.get(s.monitor())).stream()).toList();
  }

  @Test
  void aTrainingThatLearnsIsWell() {
    assertThat(warnings(0.674, 0.586)).isEmpty();
    assertThat(warnings(0.788, 0.533)).isEmpty();
    assertThat(warnings(0.660, 0.818)).isEmpty();
  }

  @Test
  void oneWithoutCentringIsToldInItsSecondEpoch() {
    assertThat(warnings(0.0117, 0.0541)).hasSize(2).allMatch(w -> w.contains("method.centring"));
  }
}
