package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stock SameDiff makes of our files. */
final class SameDiffFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet20, 1, false, 16",
    "resnet18, 0.125, false, 32",
    "resnet50, 0.0625, false, 32"
  })
  void givesTheSameNumbersForAnyNumberOfImages(
      String backbone, double width, boolean deploy, int side) throws IOException {
    Fixture model = Fixture.of(backbone, width, deploy, side);
    Path file = folder.resolve("model.fb");
    SameDiffFile.write(file, model, side);

    SameDiff loaded = SameDiff.load(file.toFile(), false);
    for (int count : new int[] {1, 3}) {
      INDArray images = Fixture.images(count, side);
      for (Map.Entry<String, INDArray> expected : model.reference(images).entrySet()) {
        INDArray actual = loaded.outputSingle(Map.of("image", images), expected.getKey());
        assertThat(actual.shape()).isEqualTo(expected.getValue().shape());
        assertThat(
                actual.distance2(expected.getValue())
                    / expected.getValue().norm2Number().doubleValue())
            .as(expected.getKey())
            .isCloseTo(0, within(1e-5));
      }
    }
  }
}
