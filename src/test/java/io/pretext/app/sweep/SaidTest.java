package io.pretext.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a process ended, out of what it said. */
final class SaidTest {

  @TempDir private Path folder;

  private String reason(int code, String text) throws IOException {
    Path log = Files.writeString(folder.resolve("log"), "pretext: of the session before\n" + text);
    return new Said(log, "pretext: of the session before\n".length()).reason(code);
  }

  @Test
  void theLastSentenceOfOursCounts() throws IOException {
    assertThat(reason(1, "epoch 1/2\npretext: spread is low\npretext: the loss is NaN\nbye\n"))
        .isEqualTo("the loss is NaN");
  }

  @Test
  void memoryIsTold() throws IOException {
    assertThat(reason(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space\n"))
        .isEqualTo("out of memory (Java heap space)");
    assertThat(reason(1, "pretext: out of memory (Physical): take a smaller batch\n"))
        .startsWith("out of memory (Physical)");
  }

  @Test
  void signalsAreTold() throws IOException {
    assertThat(reason(137, "epoch 1/2\n")).startsWith("it was killed by signal 9");
    assertThat(reason(134, "")).isEqualTo("it was ended by signal 6");
  }

  @Test
  void silenceIsToldByTheExitCode() throws IOException {
    assertThat(reason(7, "")).isEqualTo("it ended with exit code 7");
    assertThat(reason(7, "some words\n")).isEqualTo("some words");
  }
}
