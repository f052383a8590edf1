package io.pretext.evaluate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.evaluate.Encoder;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.InMemory;
import io.pretext.evaluate.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureCacheTest {

  private static final float[][] ROWS = {{1, -2, 3}, {0.5f, 3e-9f, 4}, {7, 8, 9}};
  private static final LabelledImages IMAGES =
      InMemory.images(new Features(ROWS, new int[] {1, 0, 1}), 2);

  @TempDir private Path folder;
  private FeatureCache cache;
  private final AtomicInteger batches = new AtomicInteger();
  private final Encoder encoder =
      batch -> {
        batches.incrementAndGet();
        return Encoder.pixels().encode(batch);
      };

  @BeforeEach
  void open() {
    cache = new FeatureCache(folder.resolve("features"));
  }

  private FeatureCache.Found find(String model) {
    return cache.find(Map.of("model", model, "images", 3), IMAGES, encoder);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(cache.folder())) {
      return files.sorted().toList();
    }
  }

  @Test
  void theSecondTimeNothingIsExtracted() throws IOException {
    FeatureCache.Found first = find("a");
    FeatureCache.Found second = find("a");

    assertThat(batches).hasValue(2);
    assertThat(first.extracted()).isEqualTo(3);
    assertThat(second.extracted()).isZero();
    assertThat(second.rows().copy(0, 3)).isDeepEqualTo(ROWS);
    assertThat(second.rows().select(new int[] {2, 0}).copy(1, 2)[0]).containsExactly(1, -2, 3);
    assertThat(files()).hasSize(2);
    assertThat(Files.readString(files().get(0))).contains("\"model\":\"a\"");
  }

  @Test
  void anotherModelMisses() throws IOException {
    find("a");

    assertThat(find("b").extracted()).isEqualTo(3);
    assertThat(batches).hasValue(4);
    assertThat(files()).hasSize(4);
  }

  @Test
  void aDamagedFileIsReplaced() throws IOException {
    find("a");
    Path npy = files().get(1);
    byte[] whole = Files.readAllBytes(npy);
    for (int length : new int[] {0, 5, 40, whole.length - 1}) {
      Files.write(npy, java.util.Arrays.copyOf(whole, length));

      FeatureCache.Found found = find("a");

      assertThat(found.extracted()).as("cut to %d bytes", length).isEqualTo(3);
      assertThat(found.rows().copy(0, 3)).isDeepEqualTo(ROWS);
    }
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Encoder broken =
        batch -> {
          throw new ArithmeticException("broken");
        };

    assertThatThrownBy(() -> cache.find(Map.of("model", "a"), IMAGES, broken))
        .isInstanceOf(ArithmeticException.class);
    assertThat(files()).isEmpty();
  }
}
