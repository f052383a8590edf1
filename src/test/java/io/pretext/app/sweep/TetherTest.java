package io.pretext.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of a trial ends with its sweep, and begins when the one before is gone. */
@Tag("slow")
final class TetherTest {

  @TempDir private Path folder;

  private Process tied(String... words) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx600m", "-XX:TieredStopAtLevel=1"));
    line.add("-Dpretext.tether=" + folder.resolve("trial.lock"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.pretext.app.Main"));
    line.addAll(List.of(words));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @Test
  void aProcessEndsWhenItsPipeIsClosed() throws Exception {
    Process training =
        tied(
            "pretrain",
            "shapes/simclr-resnet20",
            "--set=smoke=true",
            "--set=schedule.epochs=5000",
            "--out",
            folder.resolve("run").toString());
    assertThat(training.waitFor(1, TimeUnit.SECONDS)).isFalse();

    training.getOutputStream().close();

    assertThat(training.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(training.exitValue()).isEqualTo(137);
  }

  @Test
  void aProcessWaitsForTheOneBefore() throws Exception {
    FileLock before = Tether.lock(folder.resolve("trial.lock"));
    Process next = tied("methods");

    assertThat(next.waitFor(4, TimeUnit.SECONDS)).isFalse();
    Tether.release(before);

    assertThat(next.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(next.exitValue()).isZero();
  }
}
