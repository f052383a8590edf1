package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.pretext.testkit.ClosedForm;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What ONNX Runtime makes of our files. */
final class OnnxFileTest {

  private static final OrtEnvironment RUNTIME = OrtEnvironment.getEnvironment();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet20, 1, false, 16",
    "repvgg-mini, 0.25, false, 32",
    "repvgg-mini, 0.25, true, 32",
    "repvgg-d2se, 0.0625, true, 32",
    "vit-mini-4, 0.5, false, 16",
    "deit-mini-4, 0.5, false, 16",
    "dinov2-small-14-reg, 0.125, false, 28",
    "resnet18, 0.125, false, 32",
    "resnet18-cifar, 0.125, false, 16",
    "resnet50, 0.0625, false, 32"
  })
  void givesTheSameNumbersForAnyNumberOfImages(
      String backbone, double width, boolean deploy, int side) throws OrtException {
    requireSameNumbers(Fixture.of(backbone, width, deploy, side), side);
  }

  @ParameterizedTest
  @CsvSource({"GROUP, true", "GROUP, false", "NONE, false", "BATCH, true"})
  void givesTheSameNumbersWithOtherNorms(Norm norm, boolean standardise) throws OrtException {
    requireSameNumbers(Fixture.of("resnet20", 0.5, false, 16).with(norm, standardise), 16);
  }

  @Test
  void givesTheSameNumbersBehindAProjector() throws OrtException {
    Fixture resnet = Fixture.of("resnet20", 0.5, false, 16);
    requireSameNumbers(resnet.with(new Projector(24, true)), 16);
    requireSameNumbers(resnet.with(new Projector(24, false)), 16);
  }

  private void requireSameNumbers(Fixture model, int side) throws OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(file, model);

    try (OrtSession session = RUNTIME.createSession(file.toString())) {
      assertThat(session.getOutputNames()).containsExactly("features", "map", "logits");
      for (int count : new int[] {1, 3}) {
        INDArray images = ClosedForm.images(count, side);
        Map<String, INDArray> expected = model.reference(images);
        try (OnnxTensor input = tensor(images);
            OrtSession.Result result = session.run(Map.of("image", input))) {
          for (String name : expected.keySet()) {
            requireClose((OnnxTensor) result.get(name).orElseThrow(), expected.get(name));
          }
        }
      }
    }
  }

  @Test
  void theNumberOfImagesIsOpenAndTheModelDescribesItself() throws OrtException {
    Fixture model = Fixture.of("resnet20", 0.25, false, 16);
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(file, model);

    try (OrtSession session = RUNTIME.createSession(file.toString())) {
      var input = (TensorInfo) session.getInputInfo().get("image").getInfo();
      var map = (TensorInfo) session.getOutputInfo().get("map").getInfo();

      assertThat(input.getShape()).containsExactly(-1, 3, 16, 16);
      assertThat(map.getShape()).containsExactly(-1, 16, 4, 4);
      assertThat(session.getMetadata().getCustomMetadata())
          .isEqualTo(model.description().toMetadata());
    }
  }

  private static OnnxTensor tensor(INDArray images) throws OrtException {
    return OnnxTensor.createTensor(
        RUNTIME, FloatBuffer.wrap(images.data().asFloat()), images.shape());
  }

  private static void requireClose(OnnxTensor actual, INDArray expected) {
    assertThat(actual.getInfo().getShape()).isEqualTo(expected.shape());
    float[] right = expected.dup('c').data().asFloat();
    FloatBuffer values = actual.getFloatBuffer();
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < right.length; i++) {
      largest = Math.max(largest, Math.abs(right[i]));
      worst = Math.max(worst, Math.abs(right[i] - values.get(i)));
    }
    assertThat(worst / largest).isLessThan(1e-4);
  }
}
