package io.pretext.evaluate.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.Agreement;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.evaluate.supervised.Distillation.Kind;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Layers;
import io.pretext.graph.Tensor;
import io.pretext.testkit.Feed;
import io.pretext.testkit.TinyBackbone;
import io.pretext.testkit.TrainingContract;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** The graph of supervised training: its losses, its gradients, and both engines on it. */
final class SupervisedGraphTest {

  private static final int CLASSES = 3;

  /** A backbone with a second head, on another view of the map than the first. */
  private record TwoHeads(Backbone body) implements Backbone {
    @Override
    public Features build(Graph g, SDVariable image) {
      Features features = body.build(g, image);
      var heads = new LinkedHashMap<String, SDVariable>();
      heads.put("head", features.pooled());
      heads.put("head_dist", Layers.globalAveragePool(g, Layers.relu(g, features.map())));
      return new Features(features.map(), features.pooled(), features.stages(), heads);
    }

    @Override
    public int width() {
      return body.width();
    }
  }

  private static SupervisedGraph build(Graph g, Backbone backbone, Kind kind) {
    return SupervisedGraph.build(g, backbone, 8, 6, CLASSES, new Distillation(kind, 2, 0.4));
  }

  @Nested
  final class WithoutTeacher implements TrainingContract {
    @Override
    public SDVariable loss(Graph g) {
      return build(g, new TinyBackbone(4), Kind.NONE).loss();
    }
  }

  @Nested
  final class SoftlyTaught implements TrainingContract {
    @Override
    public SDVariable loss(Graph g) {
      return build(g, new TwoHeads(new TinyBackbone(4)), Kind.SOFT).loss();
    }
  }

  @Nested
  final class HardTaught implements TrainingContract {
    @Override
    public SDVariable loss(Graph g) {
      return build(g, new TinyBackbone(4), Kind.HARD).loss();
    }
  }

  @ParameterizedTest
  @EnumSource
  void enginesAgree(Kind kind) {
    var options = EngineOptions.defaults(1);
    var floats = new Graph(Mode.TRAIN, DataType.FLOAT, 1);
    var doubles = new Graph(Mode.TRAIN, DataType.DOUBLE, 1);
    SupervisedGraph ours = build(floats, new TwoHeads(new TinyBackbone(4)), kind);
    SupervisedGraph theirs = build(doubles, new TwoHeads(new TinyBackbone(4)), kind);
    try (Step step = new OneDnnEngine().training(floats, ours.loss(), Map.of(), options);
        Step judge = new ReferenceEngine().training(doubles, theirs.loss(), Map.of(), options)) {
      Agreement agreement = Agreement.of(step, judge, batch(floats), 1);

      assertThat(agreement.error()).as(agreement.worst()).isLessThan(1e-4);
      assertThat(agreement.paths()).containsKeys("conv1/weight", "head/weight", "head_dist/bias");
    }
  }

  private static Batch batch(Graph g) {
    var tensors = new LinkedHashMap<String, Tensor>();
    Feed.gaussian(g, 3)
        .forEach((name, v) -> tensors.put(name, Tensor.of(v.data().asFloat(), v.shape())));
    return new Batch(tensors);
  }

  @Test
  void theFirstHeadLearnsFromLabelsAndTheLastFromTheTeacher() {
    var g = new Graph(Mode.TRAIN, DataType.FLOAT, 1);
    var distillation = new Distillation(Kind.HARD, 1, 1);
    SupervisedGraph taught =
        SupervisedGraph.build(g, new TwoHeads(new TinyBackbone(4)), 8, 6, CLASSES, distillation);
    try (Step step =
        new OneDnnEngine().training(g, taught.loss(), Map.of(), EngineOptions.defaults(1))) {
      step.run(batch(g), 0);

      assertThat(step.gradient("head/weight")).containsOnly(0);
      assertThat(step.gradient("head_dist/weight")).isNotEqualTo(new float[CLASSES * 4]);
    }
  }

  @Test
  void withoutATeacherTheLossIsTheMeanOverTheHeads() {
    var g = new Graph(Mode.TRAIN, DataType.DOUBLE, 1);
    SupervisedGraph graph = build(g, new TwoHeads(new TinyBackbone(4)), Kind.NONE);
    SDVariable targets = g.input(SupervisedGraph.TARGETS, 8, CLASSES);
    String first = CrossEntropy.loss(g, graph.classifier().logits().get("head"), targets).name();
    String second =
        CrossEntropy.loss(g, graph.classifier().logits().get("head_dist"), targets).name();
    var values = g.materialise().output(Feed.gaussian(g, 1), graph.loss().name(), first, second);

    assertThat(g.inputs()).containsOnlyKeys("image", "targets");
    assertThat(values.get(graph.loss().name()).getDouble(0))
        .isCloseTo(
            (values.get(first).getDouble(0) + values.get(second).getDouble(0)) / 2, within(1e-12));
  }
}
