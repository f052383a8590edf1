package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.zoo.fuzz.Format;
import io.pretext.zoo.fuzz.Fuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two thousand damaged files of each format; {@code pretext bench fuzz} reads as many as asked. */
final class FuzzTest {

  private static final int FILES = 2000;

  @ParameterizedTest
  @EnumSource
  void everyDamagedFileEndsInASentenceOrATensor(Format format, @TempDir Path folder) {
    Fuzz.Report report = new Fuzz(format, 10).run(FILES, folder);

    assertThat(report.failures()).isEmpty();
    assertThat(report.loaded() + report.refused()).isEqualTo(FILES);
    // Otherwise the damage is so great that only the first check is reached, or too small.
    assertThat(report.loaded()).isBetween(FILES / 50, FILES * 19 / 20);
  }
}
