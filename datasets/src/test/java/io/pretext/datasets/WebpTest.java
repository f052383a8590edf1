package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of 8 x 6 pixels: red is 30 x, green 40 y, blue 100. */
final class WebpTest {

  private static final String LOSSLESS =
      "UklGRioAAABXRUJQVlA4TB4AAAAvB0ABAJmM6H9sIqL/ASEBYY7/GyULxmPIYgKQWjY=";
  private static final String LOSSY =
      "UklGRlIAAABXRUJQVlA4IEYAAAAwAgCdASoIAAYAAUAmJbACdLoA1AADqm1HsAD++yVUmest7HVHLMr3giwi"
          + "NxZ9/Z69GfS/3/qPhcubyyfhB/O//YpdogAA";
  private static final String LOSSLESS_ALPHA =
      "UklGRjYAAABXRUJQVlA4TCoAAAAvB0ABEJmM6H9sIqL/AQVt2zCBU/4Y38ZgPIZMQFDk/2gTAPHEyokX3gA=";
  private static final String LOSSY_ALPHA =
      "UklGRoIAAABXRUJQVlA4WAoAAAAQAAAABwAABQAAQUxQSA0AAAABDzD/ERHi/v8R/Q8fAFZQOCBOAAAAUAIA"
          + "nQEqCAAGAAFAJiWwAnS6ANQAA6pvAYbAAP75/bXD6tCqCoB65xFbYXxant4iwiNxZ9/Z69GfDZf/qPhcub2j"
          + "fnJ/Nf/YpdogAAAA";

  @TempDir private Path folder;

  @Test
  void losslessIsReadExactly() {
    Image image = open(LOSSLESS).image(0);

    assertThat(image.width()).isEqualTo(8);
    assertThat(image.height()).isEqualTo(6);
    for (int i = 0; i < 48; i++) {
      assertThat(image.rgb()[3 * i] & 0xff).isEqualTo(i % 8 * 30);
      assertThat(image.rgb()[3 * i + 1] & 0xff).isEqualTo(i / 8 * 40);
      assertThat(image.rgb()[3 * i + 2] & 0xff).isEqualTo(100);
    }
  }

  @Test
  void lossyIsReadNearly() {
    Image image = open(LOSSY).image(0);
    double difference = 0;
    for (int i = 0; i < 48; i++) {
      difference += Math.abs((image.rgb()[3 * i + 1] & 0xff) - i / 8 * 40);
    }

    assertThat(image.width()).isEqualTo(8);
    assertThat(difference / 48).isLessThan(20);
  }

  @Test
  void alphaIsAnError() {
    assertThatThrownBy(() -> open(LOSSLESS_ALPHA)).hasMessageContaining("has 4 channels");
    assertThatThrownBy(() -> open(LOSSY_ALPHA)).hasMessageContaining("has 4 channels");
  }

  @Test
  void truncatedFileIsDamaged() {
    byte[] whole = Base64.getDecoder().decode(LOSSY);
    BinaryFiles.write(folder.resolve("cut.webp"), java.util.Arrays.copyOf(whole, 45));

    assertThatThrownBy(() -> Datasets.open(new DataRequest(folder.toString(), Split.TRAIN)))
        .hasMessageContaining("has no readable image: 1 files were damaged, the first cut.webp");
  }

  private Dataset open(String base64) {
    BinaryFiles.write(folder.resolve("a.webp"), Base64.getDecoder().decode(base64));
    return Datasets.open(new DataRequest(folder.toString(), Split.TRAIN));
  }
}
