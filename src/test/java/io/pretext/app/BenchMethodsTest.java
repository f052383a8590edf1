package io.pretext.app;

import static io.pretext.app.Cli.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two methods on 64 built-in images, cut while the second is trained. */
final class BenchMethodsTest {

  private static final Object[] SMALL = {
    "bench",
    "methods",
    "--data",
    "shapes",
    "--limit",
    64,
    "--set",
    "smoke=true",
    "--set",
    "engine.threads=1",
    "--only",
    "simclr,byol"
  };

  @TempDir private Path folder;

  @Test
  @Tag("slow")
  void aCutStudyGoesOnWhereItWas() throws Exception {
    Path out = folder.resolve("study");
    Object[] words = concat(SMALL, "--epochs", 3, "--out", out);
    Path log = folder.resolve("log");

    Process process = Cli.elsewhere(log, words);
    // One line before training, four steps, an epoch, and some of the next.
    Runs.await(process, out.resolve("byol-1"), 7);
    process.destroyForcibly().waitFor();
    assertThat(out.resolve("byol-1/result.json")).as(Files.readString(log)).doesNotExist();
    assertThat(rows(out.resolve("methods.json"))).containsExactly("simclr");
    Path simclr = out.resolve("simclr-1");
    var trained = Files.getLastModifiedTime(simclr.resolve("checkpoint/state.safetensors"));
    var examined = Files.getLastModifiedTime(simclr.resolve("finding.json"));

    Cli cli = Cli.run(concat(words, "--json"));

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).contains("simclr-1 is finished", "going on after epoch 1");
    assertThat(Files.getLastModifiedTime(simclr.resolve("checkpoint/state.safetensors")))
        .isEqualTo(trained);
    assertThat(Files.getLastModifiedTime(simclr.resolve("finding.json"))).isEqualTo(examined);
    assertThat(cli.json()).containsEntry("failed", List.of());
    assertThat(rows(out.resolve("methods.json"))).containsExactly("byol", "simclr");
    Map<?, ?> byol = (Map<?, ?>) ((List<?>) cli.json().get("findings")).get(0);
    assertThat((Object) byol.get("method")).isEqualTo("byol");
    assertThat((Object) byol.get("epochs")).isEqualTo(3);
    assertThat((Object) byol.get("queries")).isEqualTo(2000);
    assertThat((double) byol.get("knn20")).isBetween(0.0, 100.0);
    assertThat((double) byol.get("knn200Untrained")).isBetween(0.0, 100.0);
    assertThat((int) byol.get("plannedMb")).isPositive();
    assertThat(byol.get("looks").toString()).matches("\\[\\{epoch=1, .*\\{epoch=3, .*");
    assertThat(Files.readString(out.resolve("methods.md")))
        .contains("| simclr | 1 | 3 |", "| byol | 1 | 3 |");

    Cli table = Cli.run("bench", "table", out.resolve("methods.json"));
    assertThat(table.out()).isEqualTo(Files.readString(out.resolve("methods.md")));
  }

  @Test
  void aRunOfOtherSettingsIsNotTakenForThisOne() {
    Path out = folder.resolve("study");
    Object[] words = {"bench", "methods", "--only", "simclr", "--set", "smoke=true", "--out", out};
    Cli.run(
        "pretrain",
        "cifar10/simclr-resnet20",
        "--set",
        "smoke=true",
        "--set",
        "schedule.epochs=1",
        "--set",
        "seed=1",
        "--out",
        out.resolve("simclr-1"));

    Cli cli = Cli.run(concat(words, "--epochs", 2));

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("simclr-1 was started with ", "choose another --out");
  }

  @Test
  void wrongSettingsOfALaterRowAreToldBeforeTheFirstIsTrained() throws IOException {
    Path study = folder.resolve("study.yaml");
    Path out = folder.resolve("out");
    Files.writeString(
        study,
        """
        rows:
          - {name: plain, preset: cifar10/byol-resnet20}
          - {name: odd, preset: cifar10/byol-resnet20, set: [method.predicter=false]}
        """);

    Cli cli = Cli.run("bench", "methods", "--study", study, "--out", out);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("predicter", "did you mean 'predictor'?");
    assertThat(out).doesNotExist();
  }

  private static List<Object> rows(Path file) throws IOException {
    List<?> findings = (List<?>) Json.parse("methods", Files.readString(file)).get("findings");
    return findings.stream().<Object>map(each -> ((Map<?, ?>) each).get("row")).toList();
  }
}
