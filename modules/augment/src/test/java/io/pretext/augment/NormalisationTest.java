package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalisationTest {

  @Test
  void ofDataIsMeanAndDeviationOfItsPixels() {
    var pictures = new Pictures(10, 8, 8);
    Normalisation all = Normalisation.of(pictures, 100);

    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double squares = 0;
      for (int image = 0; image < 10; image++) {
        byte[] rgb = pictures.image(image).rgb();
        for (int i = c; i < rgb.length; i += 3) {
          double value = (rgb[i] & 0xff) / 255.0;
          sum += value;
          squares += value * value;
        }
      }
      double mean = sum / 640;
      assertThat((double) all.mean()[c]).isCloseTo(mean, within(1e-6));
      assertThat((double) all.std()[c])
          .isCloseTo(Math.sqrt(squares / 640 - mean * mean), within(1e-6));
    }
    assertThat(Normalisation.of(pictures, 10)).isEqualTo(all);
    assertThat(Normalisation.of(pictures, 3)).isNotEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({"cifar10, cifar10", "mnist, mnist"})
  void builtInValuesAreThoseOfTheData(String name, String folder) {
    String data = System.getenv("PRETEXT_DATA");
    assumeTrue(data != null, "PRETEXT_DATA is not set: no real data to compare with");
    Path path = Path.of(data, folder);
    assumeTrue(Files.isDirectory(path), path + " is not there");
    Dataset dataset = Datasets.open(new DataRequest(path.toString(), folder, split(name), 0));
    Normalisation measured = Normalisation.of(dataset, 5000);
    Normalisation named = Normalisation.named(name);

    assertThat(named.mean()).containsExactly(measured.mean(), within(0.01f));
    // The well-known deviations of CIFAR-10 are of all its pixels, as ours are.
    assertThat(named.std()).containsExactly(measured.std(), within(0.01f));
  }

  /** Only the test part of MNIST is small enough to be shipped with the tests' data. */
  private static Split split(String name) {
    return name.equals("mnist") ? Split.TEST : Split.TRAIN;
  }

  @Test
  void wrongValuesAreRefused() {
    assertThatThrownBy(() -> new Normalisation(new float[3], new float[3]))
        .hasMessage("std must be greater than 0, was 0");
    assertThatThrownBy(() -> new Normalisation(new float[2], new float[] {1, 1, 1}))
        .hasMessageContaining("mean must have three values, has 2");
    assertThatThrownBy(() -> Normalisation.named("cifar-10")).hasMessageContaining("cifar10");
  }
}
