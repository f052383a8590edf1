package io.pretext.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Yaml;
import io.pretext.sweep.SweepConfig;
import org.junit.jupiter.api.Test;

/** Shares of a machine of 8 cores and 20 GB. */
final class ResourcesTest {

  private static Resources resources(String yaml) {
    String least = "preset: p\ntrials: 1\nranges: {optimizer.rate: {log: [0.1, 1]}}\n";
    return Resources.of(SweepConfig.of("", Yaml.parse(least + yaml)), 8, 20L << 30);
  }

  @Test
  void sharesAreEqualUnlessTheFileSaysOtherwise() {
    assertThat(resources("parallel: 3")).isEqualTo(new Resources(2, 6L << 30));
    assertThat(resources("parallel: 2\nthreads: 1\nmemory: 2g"))
        .isEqualTo(new Resources(1, 2L << 30));
  }

  @Test
  void moreThanThereIsIsRefused() {
    assertThatThrownBy(() -> resources("parallel: 3\nthreads: 3"))
        .hasMessage(
            "parallel is 3 with 3 threads each, but there are 8 cores: lower parallel or threads");
    assertThatThrownBy(() -> resources("parallel: 3\nmemory: 8g"))
        .hasMessage(
            "parallel is 3 with 8192 MB each, but the machine has 20480 MB: lower parallel or"
                + " memory");
  }

  @Test
  void aThirdAndNoMoreThanAGigabyteIsHeap() {
    assertThat(new Resources(1, 1500L << 20).flags())
        .contains("-Xmx500m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=1500m")
        .contains("-Dorg.bytedeco.javacpp.maxbytes=1000m");
    assertThat(new Resources(1, 8L << 30).flags()).contains("-Xmx1024m");
  }
}
