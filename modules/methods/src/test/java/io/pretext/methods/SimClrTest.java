package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.methods.SimClr.Config;
import io.pretext.testkit.Feed;
import io.pretext.testkit.TinyBackbone;
import io.pretext.testkit.TrainingContract;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

final class SimClrTest implements TrainingContract {

  private static final Config TINY = new Config(2, 6, 4, Mlp.Norms.ALL, 0.5);

  private final Graph g = new Graph(Mode.TRAIN, DataType.DOUBLE, 7);

  @Override
  public SDVariable loss(Graph graph) {
    return build(graph, TINY).loss();
  }

  @Test
  void lossIsSymmetricInTheViews() {
    TrainingGraph training = build(g, TINY);
    Map<String, INDArray> images = Feed.gaussian(g, 3);
    Map<String, INDArray> swapped =
        Map.of("view0", images.get("view1"), "view1", images.get("view0"));

    assertThat(value(training.loss(), swapped))
        .isCloseTo(value(training.loss(), images), within(1e-9));
  }

  @Test
  void bothViewsGoThroughOneNorm() {
    build(g, TINY);

    assertThat(g.updates())
        .as("two running statistics for each of two norms in the backbone and two in the head")
        .hasSize(8);
  }

  @Test
  void equalViewsAreSimilar() {
    TrainingGraph training = build(g, TINY);
    INDArray image = Feed.gaussian(g, 3).get("view0");

    assertThat(
            value(
                training.monitors().get("positive_similarity"),
                Map.of("view0", image, "view1", image)))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void theFirstVersionsHead() {
    TrainingGraph training = build(g, Config.imagenet());

    assertThat(projector())
        .containsExactly(
            "projector/fc1/weight",
            "projector/bn1/weight",
            "projector/bn1/bias",
            "projector/fc2/weight",
            "projector/bn2/weight");
    assertThat(g.parameters().get("projector/fc1/weight")).containsExactly(2048, 3);
    assertThat(g.parameters().get("projector/fc2/weight")).containsExactly(128, 2048);
    assertThat(g.shape(training.embedding())).containsExactly(4, 128);
  }

  private Stream<String> projector() {
    return g.parameters().keySet().stream().filter(path -> path.startsWith("projector/"));
  }

  @Test
  void aHeadWithoutNormsHasBiases() {
    build(g, new Config(2, 6, 4, Mlp.Norms.NONE, 0.5));

    assertThat(projector())
        .containsExactly(
            "projector/fc1/weight",
            "projector/fc1/bias",
            "projector/fc2/weight",
            "projector/fc2/bias");
  }

  @Test
  void aHeadWithHiddenNormsEndsPlain() {
    build(g, new Config(2, 6, 4, Mlp.Norms.HIDDEN, 0.5));

    assertThat(projector())
        .containsExactly(
            "projector/fc1/weight",
            "projector/bn1/weight",
            "projector/bn1/bias",
            "projector/fc2/weight",
            "projector/fc2/bias");
  }

  @Test
  void aHeadWithLayerNormsKnowsNoBatch() {
    build(g, new Config(2, 6, 4, Mlp.Norms.LAYER, 0.5));

    assertThat(projector())
        .containsExactly(
            "projector/fc1/weight",
            "projector/ln1/weight",
            "projector/ln1/bias",
            "projector/fc2/weight",
            "projector/fc2/bias");
  }

  @Test
  void oneViewIsRefused() {
    assertThatThrownBy(
            () -> new SimClr(TINY).build(g, new TinyBackbone(3), Views.square(g, 1, 4, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("simclr compares two global views of an image, the recipe makes 1");
  }

  private static TrainingGraph build(Graph g, Config config) {
    return new SimClr(config).build(g, new TinyBackbone(3), Views.square(g, 2, 4, 6));
  }

  private double value(SDVariable variable, Map<String, INDArray> inputs) {
    return g.materialise().output(inputs, variable.name()).get(variable.name()).getDouble(0);
  }
}
