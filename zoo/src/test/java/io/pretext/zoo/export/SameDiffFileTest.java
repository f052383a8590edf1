package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.testkit.ClosedForm;
import io.pretext.zoo.Projector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stock SameDiff makes of our files. */
final class SameDiffFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet20, 0.25, false, 16",
    "resnet50, 0.0625, false, 32",
    "repvgg-d2se, 0.0625, true, 32",
    "repvgg-mini, 0.25, false, 32",
    "deit-mini-4, 0.25, false, 16",
    "vit-mini-4, 0.25, false, 16",
    "dinov2-small-14-reg, 0.1666, false, 28"
  })
  void givesTheSameNumbersForAnyNumberOfImages(
      String backbone, double width, boolean deploy, int side) throws IOException {
    Fixture model = Fixture.of(backbone, width, deploy, side);
    Path file = folder.resolve("model.fb");
    SameDiffFile.write(file, model);

    SameDiff loaded = SameDiff.load(file.toFile(), false);
    requireNamesApart(loaded);
    for (int count : new int[] {1, 3}) {
      INDArray images = ClosedForm.images(count, side);
      Map<String, INDArray> expected = model.reference(images);
      Map<String, INDArray> actual =
          loaded.output(Map.of("image", images), "features", "map", "logits");

      expected.forEach((name, value) -> requireClose(name, actual.get(name), value));
    }
  }

  /** Its 22 blocks have branches of equal length, over which SameDiff's search would double. */
  @Test
  @Timeout(60)
  void aRepVggInItsFormForTrainingRunsInTime() throws IOException {
    Fixture model = Fixture.of("repvgg-a0", 0.0625, false, 32);
    Path file = folder.resolve("model.fb");
    SameDiffFile.write(file, model);

    INDArray features =
        SameDiff.load(file.toFile(), false)
            .outputSingle(Map.of("image", ClosedForm.images(2, 32)), "features");

    assertThat(features.shape()).containsExactly(2, 80);
    assertThat(features.isNaN().any()).isFalse();
  }

  @Test
  void aLayerOfAProjectorIsInTheFile() throws IOException {
    Fixture model = Fixture.of("vit-mini-4", 0.25, false, 16).with(new Projector(24, true));
    Path file = folder.resolve("model.fb");
    SameDiffFile.write(file, model);

    SameDiff loaded = SameDiff.load(file.toFile(), false);
    requireNamesApart(loaded);
    INDArray images = ClosedForm.images(3, 16);
    requireClose(
        "features",
        loaded.outputSingle(Map.of("image", images), "features"),
        model.reference(images).get("features"));
  }

  /** The format takes a variable that is called as another one's operation for its result. */
  private static void requireNamesApart(SameDiff sd) {
    for (SameDiffOp op : sd.getOps().values()) {
      assertThat(sd.hasVariable(op.getName()) && !op.getOutputsOfOp().contains(op.getName()))
          .as("a variable called as the operation %s of %s", op.getName(), op.getOutputsOfOp())
          .isFalse();
    }
  }

  private static void requireClose(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertThat(actual.distance2(expected))
        .as(name)
        .isLessThan(1e-5 * expected.norm2Number().doubleValue());
  }
}
