package io.pretext.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.config.Engines;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InferBenchTest {

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "reference"})
  void timesWholeBatches(String engine) {
    try (InferBench bench = bench(engine, false)) {
      Timings timings = bench.time(1, 3);

      assertThat(timings.images()).isEqualTo(4);
      assertThat(timings.milliseconds()).hasSize(3);
      assertThat(timings.min()).isPositive();
      assertThat(timings.figures("batch", "batches"))
          .containsOnlyKeys("images_per_second", "batch_ms_median", "batch_ms_min", "batches");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "reference"})
  void theDeployFormNeedsLessMemory(String engine) {
    try (InferBench train = bench(engine, false);
        InferBench deploy = bench(engine, true)) {
      assertThat(deploy.memory().total()).isLessThan(train.memory().total());
    }
  }

  private static InferBench bench(String engine, boolean deploy) {
    var backbone = Backbones.create("repvgg-mini", BackboneOptions.ofWidth(0.5).withDeploy(deploy));
    return InferBench.of(backbone, 10, 4, 32, Engines.create(engine), 1);
  }
}
