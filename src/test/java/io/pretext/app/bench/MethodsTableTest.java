package io.pretext.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.app.bench.Finding.Look;
import io.pretext.app.bench.Finding.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MethodsTableTest {

  private static final String COLLAPSE = "the embeddings collapse to a point: their spread is 0.01";

  @TempDir private Path folder;

  private static Finding finding(
      String row, String method, long seed, String processor, double knn, Warning... warnings) {
    return new Finding(
        row,
        method,
        "cifar10/" + method + "-resnet20",
        row.equals(method) ? List.of() : List.of("method.predictor=false"),
        seed,
        "resnet20",
        "cifar10 (train)",
        10_000,
        "backbone",
        processor,
        2,
        "onednn",
        "0.1.0",
        5,
        150,
        412.6,
        96,
        700,
        10_000,
        knn,
        30.25,
        knn - 1,
        29,
        2000,
        List.of(new Look(1, knn - 10), new Look(3, knn - 5), new Look(5, knn)),
        0.875,
        40.26,
        List.of(warnings));
  }

  @Test
  void rowsComeInTheOrderOfMethodsWithMeansOverSeeds() {
    String page =
        MethodsTable.of(
            List.of(
                finding("byol-no-predictor", "byol", 1, "amx", 20, new Warning(2, COLLAPSE)),
                finding("byol", "byol", 2, "amx", 42),
                finding("byol", "byol", 1, "amx", 40),
                finding("simclr", "simclr", 1, "amx", 45)));

    assertThat(page.lines().filter(line -> line.startsWith("|")))
        .containsExactly(
            "| row | seed | epochs | k=20 | untrained | k=200 | untrained | spread | rank"
                + " | images/s | planned MB | minutes | k=20 after 1, 3 | warned |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            "| simclr | 1 | 5 | 45.00 | 30.25 | 44.00 | 29.00 | 0.88 | 40.3 | 413 | 96 | 2.5"
                + " | 35.0, 40.0 |  |",
            "| byol | 1 | 5 | 40.00 | 30.25 | 39.00 | 29.00 | 0.88 | 40.3 | 413 | 96 | 2.5"
                + " | 30.0, 35.0 |  |",
            "| byol | 2 | 5 | 42.00 | 30.25 | 41.00 | 29.00 | 0.88 | 40.3 | 413 | 96 | 2.5"
                + " | 32.0, 37.0 |  |",
            "| byol | mean of 2 | 5 | 41.00 ± 1.41 | 30.25 | 40.00 ± 1.41 | 29.00 | 0.88 | 40.3"
                + " | 413 | 96 | 2.5 | 31.0, 36.0 |  |",
            "| byol-no-predictor | 1 | 5 | 20.00 | 30.25 | 19.00 | 29.00 | 0.88 | 40.3 | 413 | 96"
                + " | 2.5 | 10.0, 15.0 | epoch 2 |");
    assertThat(page)
        .contains("## resnet20 on cifar10 (train), 10000 images", "Processor class amx, 2 threads")
        .contains("- `byol-no-predictor`: `cifar10/byol-resnet20` with `method.predictor=false`\n")
        .contains("- `byol-no-predictor`, seed 1, 5 epochs: after epoch 2 " + COLLAPSE + "\n")
        .doesNotContain("- `byol`");
  }

  @Test
  void machinesAreNotMixed() {
    String page =
        MethodsTable.of(
            List.of(finding("byol", "byol", 1, "amx", 40), finding("byol", "byol", 1, "avx2", 41)));

    assertThat(page.lines().filter(line -> line.startsWith("## "))).hasSize(2);
    assertThat(page).contains("class amx", "class avx2").doesNotContain("mean of", "Warnings");
  }

  @Test
  void filesAreMergedAndTheLaterOneWins() throws IOException {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    Finding simclr = finding("simclr", "simclr", 1, "amx", 45, new Warning(3, COLLAPSE));
    Finding again = finding("byol", "byol", 1, "amx", 43);
    Finding.write(first, List.of(finding("byol", "byol", 1, "amx", 42), simclr));
    Finding.write(second, List.of(again));

    assertThat(Finding.read(List.of(first, second))).containsExactlyInAnyOrder(again, simclr);

    Files.writeString(second, "{\"rows\": 3}");
    assertThatThrownBy(() -> Finding.read(List.of(second)))
        .hasMessage(second + " is no file of 'bench methods' of this version: name a methods.json");
  }
}
