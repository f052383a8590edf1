package io.pretext.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Graph;
import io.pretext.testkit.Vocabulary;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Every entry of the vocabulary, by every engine in float, against the reference in double. */
class VocabularyContractTest {

  private static final double TOLERANCE = 1e-4;
  private static final EngineOptions OPTIONS = EngineOptions.defaults(2);

  static Stream<Arguments> entries() {
    return Engines.all()
        .flatMap(
            engine ->
                Vocabulary.cases().stream()
                    .map(entry -> Arguments.of(engine.name(), entry.name(), engine, entry)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("entries")
  void lossAndGradientsAgree(String name, String title, Engine engine, Vocabulary.Case entry) {
    Graph floats = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 5);
    Graph doubles = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 5);
    SDVariable loss = entry.build().apply(floats);
    SDVariable truth = entry.build().apply(doubles);
    try (Step step = engine.training(floats, loss, Map.of(), OPTIONS);
        Step judge = new ReferenceEngine().training(doubles, truth, Map.of(), OPTIONS)) {
      // The second run works on buffers that the first has used.
      for (int run = 0; run < 2; run++) {
        var batch = Engines.gaussian(entry.inputs(), 11 + run);
        Agreement agreement = Agreement.of(step, judge, batch, run);
        assertThat(agreement.error()).as(agreement.toString()).isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("entries")
  void evaluationAgrees(String name, String title, Engine engine, Vocabulary.Case entry) {
    Graph floats = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 5);
    Graph doubles = new Graph(Graph.Mode.EVALUATE, DataType.DOUBLE, 5);
    SDVariable output = entry.build().apply(floats);
    SDVariable truth = entry.build().apply(doubles);
    try (Inference inference = engine.inference(floats, Map.of("y", output), OPTIONS);
        Inference judge = new ReferenceEngine().inference(doubles, Map.of("y", truth), OPTIONS)) {
      var batch = Engines.gaussian(entry.inputs(), 11);
      inference.load(floats::initial);
      judge.load(floats::initial);
      float[] expected = judge.run(batch).get("y");
      assertThat(Engines.error(inference.run(batch).get("y"), expected)).isLessThan(TOLERANCE);
    }
  }
}
