package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import io.pretext.testkit.ClosedForm;
import io.pretext.testkit.Golden;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Networks agree with PyTorch: the same weights on both sides, every stage's features and logits.
 *
 * <p>{@code src/test/python/parity.py} writes the golden files. A difference is measured against
 * the largest value of its tensor.
 */
final class ParityTest {

  private static final double TOLERANCE = 1e-4;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @ParameterizedTest(name = "{0} on {3}")
  @CsvSource({
    "resnet18, 2, 64, onednn",
    "resnet18, 2, 64, reference",
    "resnet50, 2, 64, onednn",
    "vit-tiny-16, 1, 224, onednn",
    "deit-tiny-distilled-16, 2, 64, onednn",
  })
  void publishedNetworks(String name, int batch, int image, String engine) {
    check(name, Backbones.create(name, 1), engine, batch, image);
  }

  @ParameterizedTest
  @CsvSource({"onednn", "reference"})
  void aBlockOfDinoV2WithRegisters(String engine) {
    var block =
        new VisionTransformer.Config(
            6, 64, 1, 14, false, 4, true, 0, VisionTransformer.Positions.LEARNT, false);
    check("dinov2-block", new VisionTransformer(block), engine, 2, 56);
  }

  /** From 14 x 14 patches, after two tokens that stay. */
  @ParameterizedTest
  @CsvSource({"7, 7", "16, 20", "6, 37"})
  void positionEmbeddingsOfAnotherSize(int rows, int columns) {
    float[] values = ClosedForm.values("pos_embed", 1, 2 + 14 * 14, 8);

    float[] resized = PositionEmbeddings.resize(values, 8, 2, rows, columns);

    assertThat(resized).hasSize((2 + rows * columns) * 8).startsWith(values[0], values[1]);
    try (Golden golden = Golden.open(GOLDEN.resolve("positions.safetensors"))) {
      golden.check(rows + "x" + columns, resized, 1e-6);
    }
  }

  private static void check(String name, Backbone backbone, String engine, int batch, int image) {
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 1);
    SDVariable pixels = g.input("image", batch, 3, image, image);
    Map<String, SDVariable> outputs = outputs(Classifier.build(g, backbone, pixels, 1000));
    Map<String, long[]> shapes = g.values();
    Engine compiler = engine.equals("onednn") ? new OneDnnEngine() : new ReferenceEngine();
    try (Inference inference = compiler.inference(g, outputs, EngineOptions.defaults(2));
        Golden golden = Golden.open(GOLDEN.resolve(name + ".safetensors"))) {
      inference.load(path -> ClosedForm.values(path, shapes.get(path)));
      Tensor input = ClosedForm.image(batch, 3, image, image);
      Map<String, float[]> computed = inference.run(new Batch(Map.of("image", input)));
      assertThat(golden.names()).containsExactlyInAnyOrderElementsOf(outputs.keySet());
      outputs.forEach(
          (output, variable) -> {
            float[] values = computed.get(output);
            assertThat(values).hasSize((int) Shape.size(g.shape(variable)));
            golden.check(output, values, TOLERANCE);
          });
    }
  }

  /** What is compared, by the names that the script gives it. */
  private static Map<String, SDVariable> outputs(Classifier classifier) {
    var outputs = new LinkedHashMap<String, SDVariable>();
    Backbone.Features features = classifier.features();
    for (int i = 0; i < features.stages().size(); i++) {
      outputs.put("stages." + i, features.stages().get(i));
    }
    outputs.put("map", features.map());
    outputs.put("pooled", features.pooled());
    classifier.logits().forEach((head, logits) -> outputs.put("logits." + head, logits));
    return outputs;
  }
}
