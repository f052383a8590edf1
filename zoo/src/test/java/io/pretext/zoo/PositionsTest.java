package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Step;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Init;
import io.pretext.testkit.NumericGradients;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the tokens of a vision transformer are, in one graph and for several sizes of image. */
final class PositionsTest {

  private static final BackboneOptions SIN_COS =
      BackboneOptions.ofWidth(0.5).withPositions(Positions.SIN_COS);

  private final Graph g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);

  /** From 8 x 8 patches, after two tokens that stay. */
  @ParameterizedTest
  @CsvSource({"4, 4", "3, 11", "8, 8", "14, 5"})
  void theGraphResizesAsTheFileDoes(int rows, int columns) {
    var doubles = new Graph(Mode.EVALUATE, DataType.DOUBLE, 5);
    SDVariable values = doubles.parameter("pos_embed", Init.normal(1), 1, 2 + 64, 6);
    SDVariable resized = PositionEmbeddings.resize(doubles, values, 2, rows, columns);
    float[] expected = PositionEmbeddings.resize(doubles.initial("pos_embed"), 6, 2, rows, columns);

    INDArray computed = doubles.materialise().outputSingle(Map.of(), resized.name());

    assertThat(computed.shape()).containsExactly(1, 2 + rows * columns, 6);
    assertThat(computed.dup('c').data().asFloat()).containsExactly(expected, within(1e-6f));
  }

  @Test
  void gradientsFlowBackThroughTheResize() {
    var doubles = new Graph(Mode.TRAIN, DataType.DOUBLE, 5);
    SDVariable values = doubles.parameter("pos_embed", Init.normal(1), 1, 1 + 16, 3);
    SDVariable resized = PositionEmbeddings.resize(doubles, values, 1, 2, 3);

    NumericGradients.check(doubles, resized.mul(resized).sum(), "", Map.of(), 1e-6);
  }

  @Test
  void smallCropsShareTheEmbeddingsOfLargeOnes() {
    var network = Backbones.create("vit-mini-4", BackboneOptions.ofWidth(0.25));
    var large = network.build(g, g.input("large", 2, 3, 32, 32));
    var small = network.build(g, g.input("small", 3, 3, 16, 16));

    assertThat(g.shape(large.map())).containsExactly(2, 32, 8, 8);
    assertThat(g.shape(small.map())).containsExactly(3, 32, 4, 4);
    assertThat(g.parameters().get("pos_embed")).containsExactly(1, 65, 32);
    var loss = small.pooled().mul(small.pooled()).sum();
    try (Step step = new OneDnnEngine().training(g, loss, Map.of(), EngineOptions.defaults(1))) {
      assertThat(step.trained()).contains("pos_embed");
    }
  }

  @Test
  void placesThatAreNoSquareCannotBeResized() {
    var network = Backbones.create("vit-mini-4", BackboneOptions.ofWidth(0.25));
    network.build(g, g.input("large", 2, 3, 32, 16));

    assertThatThrownBy(() -> network.build(g, g.input("small", 2, 3, 16, 16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("are no square of patches of width 32 after 1 tokens");
  }

  /** MoCo v3's formula, term by term. */
  @Test
  void sinesAndCosinesOfRowsAndColumns() {
    Backbones.create("vit-mini-4", SIN_COS).build(g, g.input("image", 2, 3, 16, 24));
    float[] values = g.initial("pos_embed");

    assertThat(g.parameters()).doesNotContainKey("pos_embed");
    assertThat(g.states().get("pos_embed")).containsExactly(1, 1 + 4 * 6, 64);
    for (int i = 0; i < 64; i++) {
      assertThat(values[i]).isZero();
    }
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 6; column++) {
        for (int i = 0; i < 16; i++) {
          int at = (1 + row * 6 + column) * 64 + i;
          double omega = 1 / Math.pow(10_000, i / 16.0);
          assertThat(values[at]).isCloseTo((float) Math.sin(row * omega), within(1e-6f));
          assertThat(values[at + 16]).isCloseTo((float) Math.cos(row * omega), within(1e-6f));
          assertThat(values[at + 32]).isCloseTo((float) Math.sin(column * omega), within(1e-6f));
          assertThat(values[at + 48]).isCloseTo((float) Math.cos(column * omega), within(1e-6f));
        }
      }
    }
  }

  /** Of uniform draws, the largest of thousands is just below the bound. */
  @Test
  void withThemEverythingStartsAsInMoCoV3() {
    Backbones.create("vit-mini-4", SIN_COS).build(g, g.input("image", 2, 3, 16, 16));

    requireBound("patch_embed/proj/weight", Math.sqrt(6.0 / (3 * 4 * 4 + 64)));
    requireBound("blocks/0/attn/qkv/weight", Math.sqrt(6.0 / (64 + 64)));
    requireBound("blocks/0/attn/proj/weight", Math.sqrt(6.0 / (64 + 64)));
    requireBound("blocks/5/mlp/fc1/weight", Math.sqrt(6.0 / (64 + 256)));
    requireBound("blocks/5/mlp/fc2/weight", Math.sqrt(6.0 / (64 + 256)));
    assertThat(largest("patch_embed/proj/bias")).isZero();
    assertThat(largest("blocks/0/attn/qkv/bias")).isZero();
    assertThat(largest("cls_token")).isBetween(1e-7, 5e-6);
  }

  private void requireBound(String path, double bound) {
    assertThat(largest(path)).as(path).isBetween(0.99 * bound, bound);
  }

  private double largest(String path) {
    double largest = 0;
    for (float value : g.initial(path)) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "reference"})
  void frozenPatchesAreNotTrained(String engine) {
    var options = SIN_COS.withFrozenPatches(true);
    var seen =
        Backbones.create("vit-mini-4", options).build(g, g.input("image", 2, 3, 8, 8)).pooled();
    var compiler = engine.equals("onednn") ? new OneDnnEngine() : new ReferenceEngine();
    try (Step step =
        compiler.training(g, seen.mul(seen).sum(), Map.of(), EngineOptions.defaults(1))) {
      assertThat(step.trained())
          .contains("cls_token", "blocks/0/norm1/weight")
          .doesNotContain("patch_embed/proj/weight", "patch_embed/proj/bias", "pos_embed");
      assertThat(step.names()).contains("patch_embed/proj/weight", "pos_embed");
    }
  }

  @Test
  void aTeacherKeepsEveryBranch() {
    var dropping = Backbones.create("vit-mini-4", SIN_COS.withDropPath(0.2));
    SDVariable image = g.input("image", 2, 3, 8, 8);

    g.withoutDrop(() -> g.in("target", () -> dropping.build(g, image)));
    assertThat(g.randomInputs()).isEmpty();
    g.in("online", () -> dropping.build(g, image));
    assertThat(g.randomInputs()).hasSize(10);
  }

  @Test
  void widthsThatSinesDoNotFillAreRefused() {
    assertThatThrownBy(
            () ->
                new VisionTransformer.Config(
                    1, 6, 1, 4, false, 0, false, 0, Positions.SIN_COS, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positions must be learnt for tokens of 6 numbers, no multiple of 4");
  }
}
