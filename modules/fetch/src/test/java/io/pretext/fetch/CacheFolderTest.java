package io.pretext.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheFolderTest {

  @Test
  void theEnvironmentNamesIt() {
    assertThat(path(Map.of())).isEqualTo(Path.of("/home/u/.cache/pretext"));
    assertThat(path(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/pretext"));
    assertThat(path(Map.of("XDG_CACHE_HOME", "/x", "PRETEXT_CACHE", "/own")))
        .isEqualTo(Path.of("/own"));
  }

  @Test
  void theEnvironmentSaysWhetherThereIsANetwork() {
    assertThat(CacheFolder.of(Map.of("PRETEXT_OFFLINE", "1"), "/home/u").offline()).isTrue();
    assertThat(CacheFolder.of(Map.of("PRETEXT_OFFLINE", "0"), "/home/u").offline()).isFalse();
    assertThat(CacheFolder.of(Map.of(), "/home/u").offline()).isFalse();
  }

  private static Path path(Map<String, String> environment) {
    return CacheFolder.of(environment, "/home/u").path();
  }
}
