package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.testkit.ClosedForm;
import io.pretext.testkit.Golden;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * RepVGG-A0 in both forms against PyTorch, every stage and the logits; {@code
 * src/test/python/repvgg.py} writes the golden file.
 */
final class RepVggParityTest {

  private static final Path FILE = Path.of("src/test/resources/golden/repvgg-a0.safetensors");
  private static final double TOLERANCE = 1e-4;

  private final Graph train = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);

  @Test
  void trainFormAgrees() {
    check("train", train, false, path -> ClosedForm.values(path, train.values().get(path)));
  }

  @Test
  void deployFormAgrees() {
    var image = train.input("image", 2, 3, 64, 64);
    Classifier.build(train, Backbones.create("repvgg-a0", 1), image, 10);
    Function<String, float[]> values = path -> ClosedForm.values(path, train.values().get(path));

    check(
        "deploy",
        new Graph(Mode.EVALUATE, DataType.FLOAT, 5),
        true,
        new Reparameterisation(train.values()).of(values));
  }

  private static void check(
      String form, Graph g, boolean deploy, Function<String, float[]> values) {
    var backbone = Backbones.create("repvgg-a0", BackboneOptions.standard().withDeploy(deploy));
    Classifier classifier = Classifier.build(g, backbone, g.input("image", 2, 3, 64, 64), 10);
    var outputs = new LinkedHashMap<String, SDVariable>();
    classifier.features().stages().forEach(s -> outputs.put("stage" + outputs.size(), s));
    outputs.put("logits", classifier.answer());
    try (Golden golden = Golden.open(FILE);
        Inference inference = new OneDnnEngine().inference(g, outputs, EngineOptions.defaults(1))) {
      inference.load(values);
      Map<String, float[]> results =
          inference.run(new Batch(Map.of("image", ClosedForm.image(2, 3, 64, 64))));
      assertThat(results.keySet()).isEqualTo(outputs.keySet());
      results.forEach((name, v) -> golden.check(form + "." + name, v, TOLERANCE));
    }
  }
}
