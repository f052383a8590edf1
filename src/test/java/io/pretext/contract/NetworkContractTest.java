package io.pretext.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.Agreement;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import io.pretext.methods.Methods;
import io.pretext.methods.SslMethod;
import io.pretext.methods.TrainingGraph;
import io.pretext.methods.Views;
import io.pretext.zoo.Backbones;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Whole networks, narrow: a training step of the fast engine in float against the reference in
 * double.
 *
 * <p>Every batch norm sees at least 64 values per channel: 32 images in two views, whose last map
 * is one pixel. Norms get a bias of 2, because a ReLU at its kink makes much of rounding: where
 * 1e-7 is on the other side of zero, the gradient of a narrow network moves by a percent, in the
 * reference's own floats as in any others. Two values in a hundred still meet the zero of their
 * ReLU.
 */
class NetworkContractTest {

  private static final double TOLERANCE = 1e-3;
  private static final double OF_ONE_PARAMETER = 1e-2;
  private static final int BATCH = 32;

  /** All but those that are the same blocks a hundred times over. */
  static Stream<Arguments> networks() {
    return Methods.names().stream()
        .flatMap(
            method ->
                Backbones.names().stream()
                    .filter(name -> !name.matches("resnet1\\d\\d.*"))
                    .map(name -> Arguments.of(method, name)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("networks")
  void lossAndGradientsAgree(String method, String backbone) {
    var options = EngineOptions.defaults(2);
    var floats = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    var doubles = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);
    TrainingGraph ours = build(floats, method, backbone);
    TrainingGraph theirs = build(doubles, method, backbone);
    try (Step step = new OneDnnEngine().training(floats, ours.loss(), Map.of(), options);
        Step judge = new ReferenceEngine().training(doubles, theirs.loss(), Map.of(), options)) {
      keepFromKinks(step);
      Agreement agreement = Agreement.of(step, judge, batch(floats), 1);
      assertThat(agreement.loss()).isLessThan(TOLERANCE);
      assertThat(agreement.gradient()).isLessThan(TOLERANCE);
      assertThat(agreement.error()).as(agreement.worst()).isLessThan(OF_ONE_PARAMETER);
    }
  }

  private static void keepFromKinks(Step step) {
    for (String statistic : step.names()) {
      String bias = statistic.replace("/running_mean", "/bias");
      if (!bias.equals(statistic) && step.names().contains(bias)) {
        float[] values = step.read(bias);
        Arrays.fill(values, 2);
        step.write(bias, values);
      }
    }
  }

  private static TrainingGraph build(Graph g, String method, String name) {
    Backbone backbone = Backbones.create(name, 0.125);
    SslMethod ssl = Methods.create(Map.of("name", method));
    // The size at which the last map is one pixel.
    var probe = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    var map = backbone.build(probe, probe.input("image", 1, 3, 64, 64)).map();
    int size = (int) (64 / probe.shape(map)[2]);
    return ssl.build(g, backbone, Views.square(g, 2, BATCH, size));
  }

  private static Batch batch(Graph g) {
    var tensors = new LinkedHashMap<String, Tensor>();
    g.inputs()
        .forEach(
            (name, shape) -> {
              var random = new SplittableRandom(name.hashCode() + 1000);
              float[] values = new float[Math.toIntExact(Shape.size(shape))];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
              }
              tensors.put(name, Tensor.of(values, shape));
            });
    return new Batch(tensors);
  }
}
